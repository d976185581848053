package monitor

import "strings"

// Words says why a verdict was restated.
func (r Restatement) Words() string {
	if words, known := restatementWords[r]; known {
		return words
	}
	return strings.ReplaceAll(string(r), "_", " ")
}

var restatementWords = map[Restatement]string{
	Reopened:        "it was reopened",
	CancelledAfter:  "it was cancelled after it was due",
	Vanished:        "the ticket is no longer in its source",
	Returned:        "the ticket is in its source again",
	NoLongerStarted: "nothing in the ticket starts it any more, or the standard no longer applies",
	Retired:         "the standard was taken away",
	Doubtful:        "it can't be judged from its data any more",
	DataCorrected:   "the data were corrected",
	DoneLate:        "it was done, late",
	StartedAgain:    "something starts it again",
	Cleared:         "it can be judged again",
	CalendarChanged: "what is written in the calendars was changed",
}

// Words says why a stage was not told.
func (r Reason) Words() string {
	if words, known := reasonWords[r]; known {
		return words
	}
	return strings.ReplaceAll(string(r), "_", " ")
}

var reasonWords = map[Reason]string{
	Baseline:         "it was so before anybody watched",
	Overtaken:        "a later message spoke for it",
	OvertakenByMiss:  "found only when it was missed",
	AlreadyDone:      "found only when it was done",
	AlreadyCancelled: "found only when it was cancelled",
	Merged:           "the message of the miss says it",
	BaselineMiss:     "nobody was told of the miss, which was so before anybody watched",
	Untold:           "nobody was told of the miss",
	Unrouted:         "the standard has no route",
	LateSummed:       "one notice told of many",
	Carried:          "told before, of the clock that this one replaces",
	PausedMeanwhile:  "found only when the clock was paused",
	Acknowledged:     "somebody was looking after it",
	Snoozed:          "somebody had put its warnings off",
	Unsent:           "what was to be told of it had not left",
}
