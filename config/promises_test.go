package config

import (
	"testing"
	"time"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

const calendarsOfTheWorld = `
calendars:
  berlin:
    timezone: Europe/Berlin
    hours: { mon-thu: ["08:00-12:00", "12:45-18:00"], fri: "08:00-16:00" }
    holidays: [de-be]
    exceptions: { 2026-12-24: "08:00-12:00", 2026-12-31: closed, 2027-01-16: "09:00-13:00" }
  nights: { timezone: Europe/Berlin, hours: { mon-sun: "22:00-06:00" }, exceptions: { 2026-06-18: closed, 2026-06-20: "00:00-03:00" } }
  santiago: { timezone: America/Santiago, hours: { mon-sun: "00:00-24:00" } }
  santiago-late: { timezone: America/Santiago, hours: { mon-sun: "08:00-23:30" } }
  apia: { timezone: Pacific/Apia, hours: { mon-fri: "09:00-17:00" } }
  havana: { timezone: America/Havana, hours: { mon-sun: "16:00-24:00" } }
  lord-howe: { timezone: Australia/Lord_Howe, hours: { mon-sun: "01:30-02:15" } }
  always: { timezone: Europe/Berlin, hours: 24x7 }
`

// TestPromisesAroundTheWorld compares rows as people write them with instants that were reasoned out by hand.
func TestPromisesAroundTheWorld(t *testing.T) {
	for _, c := range []struct{ says, calendar, row, start, want string }{
		// Clocks in Santiago go from 24:00 back to 23:00 on 4 April 2026, and from 24:00 on to 01:00 on 5 September.
		{"midnight is not there", "santiago", "within: 1 calendar day", "2026-09-05T00:30:00-04:00", "2026-09-06T01:00:00-03:00"},
		{"nor for an opening", "santiago", "within: 1 working day", "2026-09-05T00:30:00-04:00", "2026-09-06T01:00:00-03:00"},
		{"nor for a close", "santiago", "within: same working day", "2026-09-05T10:00:00-04:00", "2026-09-06T01:00:00-03:00"},
		{"the close after a repeated hour", "santiago", "within: same working day", "2026-04-04T10:00:00-03:00", "2026-04-05T00:00:00-04:00"},
		{"by in the repeated hour", "santiago", `within: 1 working day, by: "23:30"`, "2026-04-03T10:00:00-03:00", "2026-04-04T23:30:00-03:00"},
		{"in its second half: past a close", "santiago-late", "within: same working day", "2026-04-04T23:15:00-04:00", "2026-04-05T23:30:00-04:00"},
		{"in its first half: before it", "santiago-late", "within: same working day", "2026-04-04T23:15:00-03:00", "2026-04-04T23:30:00-03:00"},
		{"open twice", "santiago-late", "within: 15h45m", "2026-04-04T08:00:00-03:00", "2026-04-04T23:15:00-04:00"},

		// In Apia Thursday 29 December 2011 (-10) was followed by Saturday 31 December (+14).
		{"no Friday", "apia", "within: next working day", "2011-12-29T11:00:00-10:00", "2012-01-02T17:00:00+14:00"},
		{"a date that is not there", "apia", "within: 2 calendar days", "2011-12-28T11:00:00-10:00", "2011-12-31T00:00:00+14:00"},
		{"nor its noon", "apia", `within: 1 calendar day, by: "12:00"`, "2011-12-29T11:00:00-10:00", "2011-12-31T00:00:00+14:00"},
		{"after the close of Thursday", "apia", "within: same working day", "2011-12-29T18:00:00-10:00", "2012-01-02T17:00:00+14:00"},
		{"open time knows none either", "apia", "within: 8h", "2011-12-29T13:00:00-10:00", "2012-01-02T13:00:00+14:00"},

		// In Havana 8 March 2026 begins at 01:00 (-04), and 1 November shows 00:00 to 01:00 twice.
		{"an evening ends after the gap", "havana", "within: same working day", "2026-03-07T17:00:00-05:00", "2026-03-08T01:00:00-04:00"},
		{"the gap's end belongs to its date", "havana", "within: same working day", "2026-03-08T01:00:00-04:00", "2026-03-09T00:00:00-04:00"},
		{"an evening ends before the repeated hour", "havana", "within: same working day", "2026-10-31T17:00:00-04:00", "2026-11-01T00:00:00-04:00"},
		{"the first half past midnight", "havana", "within: 1 calendar day", "2026-10-31T00:30:00-04:00", "2026-11-01T00:30:00-04:00"},
		{"from the second, a day of 24 hours", "havana", "within: 1 calendar day", "2026-11-01T00:30:00-05:00", "2026-11-02T00:30:00-05:00"},

		// On Lord Howe clocks go from 02:00 on to 02:30 on 4 October 2026, and from 02:00 back to 01:30 on 5 April.
		{"half an hour is not there", "lord-howe", "within: 1 calendar day", "2026-10-03T02:15:00+10:30", "2026-10-04T02:30:00+11:00"},
		{"nor the close in it", "lord-howe", "within: 1 working day, by: close", "2026-10-03T01:40:00+10:30", "2026-10-04T02:30:00+11:00"},
		{"the window is half an hour", "lord-howe", "within: 31m", "2026-10-04T01:30:00+10:30", "2026-10-05T01:31:00+11:00"},
		{"or 75 minutes", "lord-howe", "within: 75m", "2026-04-05T01:30:00+11:00", "2026-04-05T02:15:00+10:30"},
		{"by the first of two", "lord-howe", `within: 1 working day, by: "01:45"`, "2026-04-04T01:45:00+11:00", "2026-04-05T01:45:00+11:00"},

		{"a night of seven hours", "nights", "within: 7h", "2026-03-28T22:00:00+01:00", "2026-03-29T06:00:00+02:00"},
		{"one of nine", "nights", "within: 9h", "2026-10-24T22:00:00+02:00", "2026-10-25T06:00:00+01:00"},
		{"a tail cut by a closed date", "nights", "within: same working day", "2026-06-17T23:00:00+02:00", "2026-06-18T00:00:00+02:00"},
		{"no tail, no working day", "nights", "within: same working day", "2026-06-18T01:00:00+02:00", "2026-06-20T00:00:00+02:00"},
		{"cut by hours of the date's own", "nights", "within: 1 working day", "2026-06-19T23:00:00+02:00", "2026-06-20T03:00:00+02:00"},
		{"which stand alone", "nights", "within: next working day", "2026-06-19T23:00:00+02:00", "2026-06-20T03:00:00+02:00"},
		{"a date without its night", "nights", "within: same working day", "2026-06-20T04:00:00+02:00", "2026-06-22T06:00:00+02:00"},
		{"a tail's time of day on the next night", "nights", "within: 2 working days", "2026-06-09T03:00:00+02:00", "2026-06-11T03:00:00+02:00"},
		{"noon by a night", "nights", `within: next working day, by: "12:00"`, "2026-06-09T03:00:00+02:00", "2026-06-09T12:00:00+02:00"},

		{"a cutoff on the eve of a holiday", "berlin", `within: next working day, cutoff: "15:00"`, "2026-04-02T15:00:01+02:00", "2026-04-08T18:00:00+02:00"},
		{"before it", "berlin", `within: next working day, cutoff: "15:00"`, "2026-04-02T15:00:00+02:00", "2026-04-07T18:00:00+02:00"},
		{"before the cutoff on a holiday", "berlin", `within: next working day, cutoff: "15:00"`, "2026-04-03T10:00:00+02:00", "2026-04-08T18:00:00+02:00"},
		{"a half day's close before the cutoff", "berlin", `within: next working day, by: "12:00", cutoff: "15:00"`, "2026-12-24T12:00:01+01:00", "2026-12-29T12:00:00+01:00"},
		{"at that close", "berlin", `within: next working day, by: "12:00", cutoff: "15:00"`, "2026-12-24T12:00:00+01:00", "2026-12-28T12:00:00+01:00"},
		{"a cutoff before opening", "berlin", `within: same working day, cutoff: "06:00"`, "2026-03-23T07:00:00+01:00", "2026-03-24T18:00:00+01:00"},
		{"a cutoff at 24:00 is the close", "berlin", `within: same working day, cutoff: "24:00"`, "2026-03-23T18:00:00+01:00", "2026-03-23T18:00:00+01:00"},
		{"the third day after Christmas Eve", "berlin", "within: 3 working days", "2026-12-22T17:00:00+01:00", "2026-12-28T17:00:00+01:00"},
		{"clamped to the half day", "berlin", "within: 2 working days", "2026-12-22T17:00:00+01:00", "2026-12-24T12:00:00+01:00"},
		{"counted from the gap's end", "berlin", "within: 3 working days", "2026-12-21T12:20:00+01:00", "2026-12-24T12:00:00+01:00"},
		{"onto a working Saturday", "berlin", "within: 3 working days", "2027-01-13T08:10:00+01:00", "2027-01-16T09:00:00+01:00"},
		{"a closed New Year's Eve", "berlin", "within: next working day", "2026-12-30T12:00:00+01:00", "2027-01-04T18:00:00+01:00"},
		{"by before the start", "berlin", `within: same working day, by: "10:00"`, "2026-03-23T11:00:00+01:00", "2026-03-23T10:00:00+01:00"},
		{"by before opening", "berlin", `within: 1 working day, by: "06:00"`, "2026-03-26T11:00:00+01:00", "2026-03-27T06:00:00+01:00"},
		{"by on the Saturday that counts for Monday", "berlin", `within: same working day, by: "12:00"`, "2026-03-28T23:00:00+01:00", "2026-03-30T12:00:00+02:00"},
		{"hours over the change of clocks", "berlin", "within: 3h", "2026-03-27T15:00:00+01:00", "2026-03-30T10:00:00+02:00"},
		{"dates over it", "berlin", "within: 30 calendar days", "2026-03-10T10:00:00+01:00", "2026-04-09T10:00:00+02:00"},
		{"24 hours of 24x7 over it", "always", "within: 24h", "2026-03-28T12:00:00+01:00", "2026-03-29T13:00:00+02:00"},
		{"a working day of 24x7 over it", "always", "within: 1 working day", "2026-03-28T12:00:00+01:00", "2026-03-29T12:00:00+02:00"},
		{"midnight begins a day of 24x7", "always", "within: same working day", "2026-03-29T00:00:00+01:00", "2026-03-30T00:00:00+02:00"},
	} {
		start, want := instant(t, c.start), instant(t, c.want)
		s := standardOf(t, calendarsOfTheWorld, c.calendar, c.row)
		if got, err := s.Calendar.Due(start, *s.Targets[0].Within); err != nil || got != want {
			t.Errorf("%s: %s from %s due %s (%v), want %s", c.says, c.row, c.start, got.Time().In(s.Calendar.Location()), err, c.want)
		}
	}
}

// standardOf gives a standard of one row as it is read.
func standardOf(t *testing.T, calendars, on, row string) *rules.Standard {
	t.Helper()
	set, problems := readStandards([]*document{parseDocument("x.yaml", []byte(calendars+`
measures: { m: { start: a, stop: b } }
standards: [{ id: s, promise: P, measure: m, calendar: `+on+`, targets: [{ `+row+` }] }]
`))})
	if set == nil {
		t.Fatal(problems)
	}
	return set.Standards[0]
}

func instant(t *testing.T, text string) calendar.Instant {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return calendar.FromTime(at)
}
