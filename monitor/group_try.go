package monitor

import (
	"context"
	"slices"
	"time"

	"github.com/yardstickd/yardstick/notifiers"
)

// membersAtOnce is how many members of a group are asked for at a time.
const membersAtOnce = 500

// group tells many clocks in one message: each is asked for anew first, and what is no longer so is not among them.
func (t *try) group(ctx context.Context) Settlement {
	if s, settled := t.refreshMembers(ctx); settled {
		return s
	}
	if s, settled := t.compose(ctx); settled {
		return s
	}
	if t.claim.Message.Group.Clocks == 0 {
		return Settlement{State: Dropped, Reason: "nothing is left to tell"}
	}
	ctx, cancel := t.within(ctx)
	defer cancel()
	return t.send(ctx)
}

// compose fills in what the claim's message shows.
func (t *try) compose(ctx context.Context) (Settlement, bool) {
	ctx, cancel := t.within(ctx)
	defer cancel()
	message, err := t.Outbox.Compose(ctx, t.claim)
	if err != nil {
		return t.again(t.claim, err), true
	}
	t.claim.Message = message
	return Settlement{}, false
}

// page tells a part of a group, or all of it as a file, in the group's thread.
func (t *try) page(ctx context.Context) Settlement {
	if t.claim.Opening() == nil {
		return Settlement{State: Dropped, Reason: "the group is no longer there"}
	}
	if s, settled := t.compose(ctx); settled {
		return s
	}
	ctx, cancel := t.within(ctx)
	defer cancel()
	if file := t.claim.Message.File; file != nil {
		whole, err := t.file(ctx, *file)
		if err != nil {
			return t.again(t.claim, err)
		}
		t.claim.Message.File = whole
	}
	return t.send(ctx)
}

// refreshMembers asks for all members anew, some at a time, and holds the claim meanwhile. true says that the group is not to be told, or not now.
func (t *try) refreshMembers(ctx context.Context) (Settlement, bool) {
	if t.Freshness == nil {
		return Settlement{}, false
	}
	for after := int64(0); ; {
		if t.over(ctx) {
			return outOfTime("there was no time left to ask whether it is still so"), true
		}
		began := time.Now()
		step, cancel := t.within(ctx)
		members, ours, err := t.Outbox.Members(step, t.claim, t.Lease, after, membersAtOnce)
		cancel()
		switch {
		case err != nil:
			return t.again(t.claim, err), true
		case !ours:
			return outOfTime("it is another's"), true
		case len(members) == 0:
			return Settlement{}, false
		}
		t.end = began.Add(t.Lease * 2 / 3)
		after = members[len(members)-1].ID
		if s, settled := t.refreshSome(ctx, members); settled {
			return s, true
		}
	}
}

func (t *try) refreshSome(ctx context.Context, members []Member) (Settlement, bool) {
	ctx, cancel := t.within(ctx)
	defer cancel()
	var fresh []Refreshed
	for _, of := range bySource(members) {
		fresh = append(fresh, t.ask(ctx, of)...)
	}
	if len(fresh) == 0 {
		return Settlement{}, false
	}
	ours, err := t.Outbox.Refresh(ctx, t.claim, fresh)
	switch {
	case err != nil:
		return t.again(t.claim, err), true
	case !ours:
		return outOfTime("it is another's"), true
	}
	return Settlement{}, false
}

// bySource splits members into those of one source each.
func bySource(members []Member) [][]Member {
	var all [][]Member
	for i := range members {
		at := slices.IndexFunc(all, func(of []Member) bool { return of[0].Source == members[i].Source })
		if at < 0 {
			at = len(all)
			all = append(all, nil)
		}
		all[at] = append(all[at], members[i])
	}
	return all
}

// ask gives how members of one source stand now. Where the source does not answer they are not told by this group: they
// wait, and the others go on.
func (t *try) ask(ctx context.Context, members []Member) []Refreshed {
	source := members[0].Source
	if back := t.mute[source]; back > 0 {
		return wait(members, back)
	}
	asked := make([]Asked, len(members))
	for i := range members {
		asked[i] = members[i].Asked
	}
	answers, pause := t.question(ctx, source, asked)
	if pause > 0 {
		if t.mute == nil {
			t.mute = map[string]time.Duration{}
		}
		t.mute[source] = pause
		return wait(members, pause)
	}
	fresh := make([]Refreshed, 0, len(members))
	for i := range answers {
		r := Refreshed{ID: members[i].ID, Drop: answers[i].Drop}
		if now := answers[i].Now; r.Drop == "" && now != nil {
			r.Now = newer(&members[i].Alert, now)
		}
		if r.Drop != "" || r.Now != nil {
			fresh = append(fresh, r)
		}
	}
	return fresh
}

// wait has members wait for a while.
func wait(members []Member, back time.Duration) []Refreshed {
	fresh := make([]Refreshed, len(members))
	for i := range members {
		fresh[i] = Refreshed{ID: members[i].ID, Back: back}
	}
	return fresh
}

// lateEnough is from when on it matters how much later, or closer to being late, a member has become since it was
// recorded: in quiet hours, or while something was down. In a storm just found it would have every one written anew.
const lateEnough = 5 * time.Minute

// newer gives a member as it is now, nil where it differs in nothing that matters.
func newer(was, now *notifiers.Alert) *notifiers.Alert {
	told := *now
	told.Key, told.Ref, told.Mention, told.Care = was.Key, was.Ref, was.Mention, was.Care
	same := told.Subject == was.Subject && told.Customer == was.Customer && told.Team == was.Team && told.Link == was.Link &&
		told.Promise == was.Promise && told.Stage == was.Stage && told.StartedAt == was.StartedAt && told.DueAt == was.DueAt &&
		told.StoppedAt == was.StoppedAt && told.AsOf.Sub(was.AsOf) < lateEnough
	if same {
		return nil
	}
	return &told
}
