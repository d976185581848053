package monitor

import (
	"strconv"
	"strings"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// has tells whether a stage is recorded, as a transition or of before the first round.
func (r *Recorded) has(stage string, episode int32) bool {
	return r.stage(stage, episode) != nil || r.baseline(stage, episode)
}

func (r *Recorded) stage(name string, episode int32) *RecordedStage {
	for i := range r.Stages {
		if r.Stages[i].Stage == name && r.Stages[i].Episode == episode {
			return &r.Stages[i]
		}
	}
	return nil
}

func (r *Recorded) baseline(stage string, episode int32) bool {
	line := baselineLine(stage, episode)
	for rest := r.Row.Baseline; rest != ""; {
		name, more, _ := strings.Cut(rest, "\n")
		if name == line {
			return true
		}
		rest = more
	}
	return false
}

// baselineLine names a stage in ClockRow.Baseline: as it is called, and of a later episode with its number.
func baselineLine(stage string, episode int32) string {
	if episode == 0 {
		return stage
	}
	return stage + " " + strconv.Itoa(int(episode))
}

// warned tells whether a warning is out, or may be.
func (r *Recorded) warned() bool {
	for i := range r.Stages {
		if r.Stages[i].Kind == notifiers.Warn && r.Stages[i].Alert.Open() {
			return true
		}
	}
	return false
}

// told tells whether something about the clock is out, or may be, that was not closed or withdrawn since.
func (r *Recorded) told() bool { return r.toldOf("") }

// toldOf is told about one kind of stage; "" for any.
func (r *Recorded) toldOf(kind notifiers.Stage) bool {
	return r.toldThat(func(s *RecordedStage) bool { return kind == "" || s.Kind == kind })
}

// toldLate is told about what says that the clock is late.
func (r *Recorded) toldLate() bool {
	return r.toldThat(func(s *RecordedStage) bool {
		return s.Kind == notifiers.Missed || s.Kind == notifiers.Escalated || s.Kind == notifiers.Reminder
	})
}

// toldThat is told about the stages that are such.
func (r *Recorded) toldThat(such func(*RecordedStage) bool) bool {
	closed := r.closed()
	for i := range r.Stages {
		if s := &r.Stages[i]; s.Alert.Open() && s.FoundAt > closed && such(s) {
			return true
		}
	}
	return false
}

// closed gives when what had been told was last closed or withdrawn; None for never.
func (r *Recorded) closed() calendar.Instant {
	closed := calendar.None
	for i := range r.Stages {
		if s := &r.Stages[i]; s.Kind == notifiers.Kept || s.Kind == notifiers.Withdrawn {
			closed = max(closed, s.FoundAt)
		}
	}
	return closed
}

// withdrawals counts how often what was told of the clock was withdrawn.
func (r *Recorded) withdrawals() int32 {
	n := int32(0)
	for i := range r.Stages {
		if r.Stages[i].Kind == notifiers.Withdrawn {
			n++
		}
	}
	return n
}
