package monitor_test

import (
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
	"github.com/yardstickd/yardstick/rules/match"
)

// escalated is first, and clocks that are late for half an hour are told to the leads, after an hour and a half to the head.
func escalated() monitor.Standing {
	s := callback()
	s.Escalate = []rules.Escalation{
		{Stage: "escalate 30m", After: 30 * time.Minute, To: "leads"}, {Stage: "escalate 1h30m", After: 90 * time.Minute, To: "head"},
	}
	return standing("1", rules.History{version(s, "v1")})
}

// led is what is told of one ticket that was asked at an instant and looked at as of another, by the routes of a desk whose
// tickets have a team and an assignee.
type led struct {
	route  monitor.Route // of the standard
	leads  monitor.Route // of the escalation after half an hour
	more   map[string]string
	tier   string
	asked  time.Time
	called time.Time // zero for not
	asOf   []time.Time
	speed  float64
}

func (l *led) intents(t *testing.T) []monitor.Intent {
	t.Helper()
	source, ledger := newMemorySource("desk"), newMemoryLedger()
	source.columns = []string{"team", "assignee", "priority"}
	now := l.asked.Add(-time.Hour)
	s := escalated()
	s.Route = func(name string) (monitor.Route, bool) {
		switch name {
		case "frontline":
			return l.route, len(l.route.Places) > 0
		case "leads":
			return l.leads, len(l.leads.Places) > 0
		}
		return monitor.Route{}, false
	}
	rounds := monitor.NewRounds(monitor.Options{
		Ledger: ledger, Agenda: ledger, Notices: ledger, Standing: s, Log: quietLog, Speed: l.speed,
		Sources: []monitor.Watch{{Source: source}}, Now: func() time.Time { return now },
	})
	look := func() {
		if report := rounds.Round(t.Context()); report.Failed() {
			t.Fatal(report.Sources[0].Err)
		}
	}
	look()
	source.add("T1", calendar.FromTime(l.asked), calendar.FromTime(l.asked), "asked")
	source.tickets["T1"].more, source.tickets["T1"].tier = l.more, l.tier
	for _, now = range l.asOf {
		source.tickets["T1"].changed = calendar.FromTime(now)
		if !l.called.IsZero() && !now.Before(l.called) {
			source.add("T1", calendar.FromTime(now), calendar.FromTime(l.called), "called")
		}
		look()
	}
	return ledger.intents
}

// late looks when the ticket is late, before the escalation.
func late(l led) led {
	l.asked, l.asOf = nine, []time.Time{nine.Add(2*time.Hour + time.Minute)}
	return l
}

func TestARouteLeadsByTheTicketsAttributes(t *testing.T) {
	route := monitor.Route{
		Name: "frontline", Places: []notifiers.Place{"#frontline", "mailto:front@example.com"},
		Mention: []monitor.Mention{{Group: "oncall"}, {Attribute: "assignee"}},
		Per: []monitor.Per{
			{Attribute: "team", Value: "Hamburg", Places: []notifiers.Place{"#hamburg"}},
			{Attribute: "team", Value: "porto", Mention: []monitor.Mention{{Group: "porto"}}},
			{Attribute: "priority", Value: "urg*", Places: []notifiers.Place{"#urgent"}, Mention: []monitor.Mention{{Group: "here"}}},
			{Attribute: "region", Value: "north", Places: []notifiers.Place{"#north"}},
		},
	}
	type told struct {
		Place   notifiers.Place
		Mention []notifiers.Mention
	}
	group := func(name string) notifiers.Mention { return notifiers.Mention{Group: name} }
	mail := notifiers.Place("mailto:front@example.com")
	for name, c := range map[string]struct {
		more map[string]string
		want []told
	}{
		"its own way":                       {nil, []told{{"#frontline", []notifiers.Mention{group("oncall")}}, {mail, nil}}},
		"another place for a team":          {map[string]string{"team": "hamburg "}, []told{{"#hamburg", []notifiers.Mention{group("oncall")}}}},
		"others are called for a team":      {map[string]string{"team": "PORTO"}, []told{{"#frontline", []notifiers.Mention{group("porto")}}, {mail, nil}}},
		"a team of which nothing is said":   {map[string]string{"team": "oslo"}, []told{{"#frontline", []notifiers.Mention{group("oncall")}}, {mail, nil}}},
		"the first that fits counts":        {map[string]string{"team": "hamburg", "priority": "urgent"}, []told{{"#hamburg", []notifiers.Mention{group("oncall")}}}},
		"a pattern, as in conditions":       {map[string]string{"priority": "Urgent!"}, []told{{"#urgent", []notifiers.Mention{group("here")}}}},
		"who has it in hand":                {map[string]string{"assignee": " ada@example.com"}, []told{{"#frontline", []notifiers.Mention{group("oncall"), {Email: "ada@example.com"}}}, {mail, nil}}},
		"a name is no address":              {map[string]string{"assignee": "Ada"}, []told{{"#frontline", []notifiers.Mention{group("oncall")}}, {mail, nil}}},
		"nor is a list":                     {map[string]string{"assignee": "a@example.com, b@example.com"}, []told{{"#frontline", []notifiers.Mention{group("oncall")}}, {mail, nil}}},
		"nor is what would be markup":       {map[string]string{"assignee": "<!channel>@example.com"}, []told{{"#frontline", []notifiers.Mention{group("oncall")}}, {mail, nil}}},
		"an assignee for a team's own list": {map[string]string{"team": "porto", "assignee": "ada@example.com"}, []told{{"#frontline", []notifiers.Mention{group("porto")}}, {mail, nil}}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []told
			l := late(led{route: route, more: c.more})
			for _, i := range l.intents(t) {
				got = append(got, told{i.Place, i.Alert.Mention})
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// What presses calls people; that it is done calls nobody.
func TestOnlyWhatPressesCallsPeople(t *testing.T) {
	route := monitor.Route{Name: "frontline", Places: []notifiers.Place{"#frontline"}, Mention: []monitor.Mention{{Group: "oncall"}}}
	leads := monitor.Route{Name: "leads", Places: []notifiers.Place{"#leads"}, Mention: []monitor.Mention{{Group: "leads"}}}
	l := led{
		route: route, leads: leads, asked: nine, called: nine.Add(4 * time.Hour),
		asOf: []time.Time{nine.Add(time.Hour), nine.Add(3 * time.Hour), nine.Add(5 * time.Hour)},
	}
	var got []string
	for _, i := range l.intents(t) {
		called := ""
		for _, m := range i.Alert.Mention {
			called += " @" + m.Group
		}
		got = append(got, i.Route+" "+string(i.Place)+" "+string(i.Alert.Stage)+called)
	}
	want := []string{
		"frontline #frontline warning @oncall", "frontline #frontline missed @oncall", "leads #leads escalated @leads",
		"frontline #frontline recovered", "leads #leads recovered",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// The keys of one transition in several places differ, and that of the first is the transition's own.
func TestEachPlaceHasAKeyOfItsOwn(t *testing.T) {
	l := late(led{route: monitor.Route{Name: "frontline", Places: []notifiers.Place{"#a", "#b", "webhook:c"}}})
	keys := map[string]notifiers.Place{}
	for _, i := range l.intents(t) {
		keys[i.Alert.Key] = i.Place
	}
	const own = "desk/T1/callback/1774861200000000.0/missed/0"
	if len(keys) != 3 || keys[own] != "#a" {
		t.Errorf("%v, want %s", keys, own)
	}
}

// office is open on weekdays from 08:00 to 18:00 in Berlin.
func office(t *testing.T) *calendar.Calendar {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	spec := calendar.Spec{Name: "office", Location: zone}
	for day := time.Monday; day <= time.Friday; day++ {
		spec.Week[day] = []calendar.Window{{Open: 8 * 60, Close: 18 * 60}}
	}
	return compiled(t, spec)
}

func compiled(t *testing.T, spec calendar.Spec) *calendar.Calendar {
	t.Helper()
	made, err := calendar.Compile(spec)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// In quiet hours what is told waits until they end, in real time.
func TestQuietHours(t *testing.T) {
	office := office(t)
	once := compiled(t, calendar.Spec{
		Name: "once", Location: time.UTC, Exceptions: map[calendar.Date][]calendar.Window{calendar.DateOf(2020, 1, 2): {{Open: 480, Close: 1080}}},
	})
	urgent := match.Condition{{Attribute: "priority", Test: match.Test{AnyOf: []match.Pattern{match.NewPattern("urgent")}}}}
	local := func(written string) time.Time {
		at, err := time.ParseInLocation("2006-01-02 15:04", written, office.Location())
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	for name, c := range map[string]struct {
		quiet    *monitor.Quiet
		per      []monitor.Per
		now      string // in Berlin, when it has just become late
		priority string
		speed    float64
		want     time.Duration
	}{
		"never quiet":                        {now: "2026-03-21 12:00"},
		"open":                               {quiet: &monitor.Quiet{Outside: office}, now: "2026-03-20 17:59"},
		"at the closing":                     {quiet: &monitor.Quiet{Outside: office}, now: "2026-03-19 18:00", want: 14 * time.Hour},
		"over a weekend":                     {quiet: &monitor.Quiet{Outside: office}, now: "2026-03-20 20:00", want: 60 * time.Hour},
		"over a weekend with an hour less":   {quiet: &monitor.Quiet{Outside: office}, now: "2026-03-27 20:00", want: 59 * time.Hour},
		"over a weekend with an hour more":   {quiet: &monitor.Quiet{Outside: office}, now: "2026-10-23 20:00", want: 61 * time.Hour},
		"a minute before the opening":        {quiet: &monitor.Quiet{Outside: office}, now: "2026-03-23 07:59", want: time.Minute},
		"at the opening":                     {quiet: &monitor.Quiet{Outside: office}, now: "2026-03-23 08:00"},
		"an exception passes":                {quiet: &monitor.Quiet{Outside: office, Except: urgent}, now: "2026-03-20 20:00", priority: "Urgent"},
		"others wait":                        {quiet: &monitor.Quiet{Outside: office, Except: urgent}, now: "2026-03-20 20:00", priority: "low", want: 60 * time.Hour},
		"in a demo's time":                   {quiet: &monitor.Quiet{Outside: office}, now: "2026-03-20 20:00", speed: 60, want: time.Hour},
		"a calendar that never opens again":  {quiet: &monitor.Quiet{Outside: once}, now: "2026-03-20 20:00"},
		"a team with quiet hours of its own": {per: []monitor.Per{{Attribute: "priority", Value: "low", Quiet: &monitor.Quiet{Outside: office}}}, now: "2026-03-20 20:00", priority: "low", want: 60 * time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			now := local(c.now)
			l := led{
				route: monitor.Route{Name: "frontline", Places: []notifiers.Place{"#frontline"}, Quiet: c.quiet, Per: c.per},
				more:  map[string]string{"priority": c.priority}, speed: c.speed, asked: now.Add(-2*time.Hour - time.Microsecond), asOf: []time.Time{now},
			}
			intents := l.intents(t)
			if len(intents) != 1 || intents[0].Alert.Stage != notifiers.Missed || intents[0].Hold != c.want {
				t.Errorf("%+v, want one held for %v", intents, c.want)
			}
		})
	}
}

// An escalation waits by the quiet hours of its own route.
func TestQuietHoursOfAnEscalation(t *testing.T) {
	quiet := &monitor.Quiet{Outside: office(t)}
	evening := time.Date(2026, 3, 19, 19, 0, 0, 0, time.UTC) // a Thursday, 20:00 in Berlin
	l := led{
		route: monitor.Route{Name: "frontline", Places: []notifiers.Place{"#frontline"}},
		leads: monitor.Route{Name: "leads", Places: []notifiers.Place{"#leads"}, Quiet: quiet},
		asked: evening.Add(-3 * time.Hour), asOf: []time.Time{evening},
	}
	held := map[notifiers.Place]time.Duration{}
	for _, i := range l.intents(t) {
		held[i.Place] = i.Hold
	}
	if diff := cmp.Diff(map[notifiers.Place]time.Duration{"#frontline": 0, "#leads": 12 * time.Hour}, held); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// What is done in time changes the message of its warning at once, in whatever hours.
func TestUpdatesAreNotHeld(t *testing.T) {
	evening := time.Date(2026, 3, 19, 19, 0, 0, 0, time.UTC)
	source, ledger := newMemorySource("desk"), newMemoryLedger()
	now := evening.Add(-time.Hour)
	s := first()
	s.Route = func(string) (monitor.Route, bool) {
		return monitor.Route{Name: "frontline", Places: []notifiers.Place{"#frontline"}, Quiet: &monitor.Quiet{Outside: office(t)}}, true
	}
	rounds := monitor.NewRounds(monitor.Options{
		Ledger: ledger, Agenda: ledger, Standing: s, Log: quietLog, Sources: []monitor.Watch{{Source: source}}, Now: func() time.Time { return now },
	})
	rounds.Round(t.Context())
	source.add("T1", calendar.FromTime(now), calendar.FromTime(now), "asked")
	now = now.Add(time.Hour)
	source.tickets["T1"].changed = calendar.FromTime(now)
	rounds.Round(t.Context())
	now = now.Add(time.Minute)
	source.add("T1", calendar.FromTime(now), calendar.FromTime(now), "called")
	rounds.Round(t.Context())
	var got []string
	for _, i := range ledger.intents {
		held := ""
		if i.Hold > 0 {
			held = " held"
		}
		got = append(got, string(i.Alert.Stage)+" "+string(i.Action)+held)
	}
	if diff := cmp.Diff([]string{"warning post held", "kept update"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
