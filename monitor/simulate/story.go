package simulate

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"time"
)

// ticket is a row of desk.tickets.
type ticket struct {
	id                                               int64
	subject, customer, tier, priority, channel, team string
	createdAt                                        time.Time
}

// event is a row of desk.ticket_events.
type event struct {
	at           time.Time
	kind, author string
	public       bool
	seq          int
}

// closes says whether the ticket ends with this event.
func (e event) closes() bool { return e.kind == "resolved" || e.kind == "merged" || e.kind == "spam" }

// story is a ticket with all that happens to it, in order of time.
type story struct {
	ticket
	events []event
}

// teller makes one story; its dice belong to this story alone.
type teller struct {
	dice  *rand.Rand
	story story
	late  bool // whoever has this ticket is behind today
}

// tell makes the story of a ticket that arrives at an instant. trouble is the share of tickets handled late.
func tell(seed uint64, at time.Time, nth int, trouble float64) story {
	t := teller{dice: rand.New(rand.NewPCG(seed, uint64(at.Unix())<<8+uint64(nth)))}
	t.story.ticket = t.arrive(at)
	t.late = t.dice.Float64() < trouble
	t.add(at, "opened", "customer", true)
	switch roll := t.dice.Float64(); {
	case roll < 0.025 && t.story.channel != "phone":
		t.add(at.Add(t.minutes(3, 60)), "spam", "agent", false)
	case roll < 0.055:
		t.add(at.Add(t.minutes(5, 240)), "merged", "agent", false)
	default:
		t.handle(at)
	}
	return t.finish()
}

func (t *teller) arrive(at time.Time) ticket {
	who := pickCustomer(t.dice)
	return ticket{
		createdAt: at, subject: pickSubject(t.dice), customer: who.name, tier: who.tier,
		priority: pick(t.dice, []string{"low", "normal", "high", "urgent"}, []float64{20, 50, 22, 8}),
		channel:  pick(t.dice, []string{"phone", "email", "web"}, []float64{35, 40, 25}),
		team:     pick(t.dice, []string{"hamburg", "berlin", "porto"}, []float64{40, 35, 25}),
	}
}

// handle is the usual course: a call back or a reply, sometimes a visit, and the end.
func (t *teller) handle(at time.Time) {
	called := at
	if wanted := map[string]float64{"phone": 0.75, "email": 0.15, "web": 0.05}; t.dice.Float64() < wanted[t.story.channel] {
		called = t.callback(at.Add(t.minutes(0, 3)))
	}
	last := t.after(at, 18*time.Minute, 0.75)
	t.add(last, "first_reply", "agent", true)
	if called.After(last) {
		last = called // nobody closes a ticket with a call to make
	}
	if t.dice.Float64() < 0.08 {
		asked := t.after(last, time.Hour, 0.5)
		t.add(asked, "onsite_requested", "agent", true)
		last = t.visit(asked)
		t.add(last, "onsite_arrived", "agent", true)
	}
	if t.dice.Float64() < 0.22 {
		last = t.question(last)
	}
	if t.dice.Float64() < 0.997 { // a few are forgotten
		t.add(t.after(last, t.effort(), 1), "resolved", "agent", true)
	}
}

// callback gives when the matter was over: the customer was called, or no longer wants to be.
func (t *teller) callback(at time.Time) time.Time {
	t.add(at, "callback_requested", "customer", true)
	end, kind, author := t.after(at, 22*time.Minute, 0.75), "called_back", "agent"
	if t.dice.Float64() < 0.03 {
		end, kind, author = at.Add(t.minutes(5, 90)), "callback_withdrawn", "customer"
	}
	t.add(end, kind, author, true)
	return end
}

// question gives when the customer answered what the agent asked: within the hour, or some day.
func (t *teller) question(at time.Time) time.Time {
	asked := t.after(at, 20*time.Minute, 0.6)
	t.add(asked, "waiting_on_customer", "agent", true)
	answered := asked.Add(time.Duration(float64(3*time.Hour) * math.Exp(t.dice.NormFloat64())).Truncate(time.Second))
	t.add(answered, "customer_replied", "customer", true)
	return answered
}

// visit is the morning of the next working day, or for the late ones its afternoon.
func (t *teller) visit(asked time.Time) time.Time {
	next := onDuty(asked.Add(t.minutes(0, 1)).AddDate(0, 0, 1), 0)
	local := next.In(berlin)
	morning := time.Date(local.Year(), local.Month(), local.Day(), 8, 30, 0, 0, berlin)
	if t.late || t.dice.Float64() < 0.06 {
		return morning.Add(t.minutes(240, 420))
	}
	return morning.Add(t.minutes(0, 180))
}

// effort is the median working time from the first reply to the end.
func (t *teller) effort() time.Duration {
	return map[string]time.Duration{
		"urgent": 90 * time.Minute, "high": 3 * time.Hour, "normal": 6 * time.Hour, "low": 11 * time.Hour,
	}[t.story.priority]
}

// after is when somebody gets round to it: a log-normal working time from an
// instant on. Important tickets come first, Mondays are slow, and so is Porto.
func (t *teller) after(at time.Time, median time.Duration, sigma float64) time.Time {
	factor := math.Exp(t.dice.NormFloat64() * sigma)
	if t.story.tier == "gold" || t.story.priority == "urgent" {
		factor *= 0.6
	}
	if t.story.team == "porto" {
		factor *= 1.9
	}
	if at.In(berlin).Weekday() == time.Monday {
		factor *= 1.25
	}
	if t.late {
		factor *= 3
	}
	return onDuty(at, time.Duration(float64(median)*factor).Truncate(time.Second))
}

// minutes is an even choice between two numbers of minutes, to the second.
func (t *teller) minutes(from, to int) time.Duration {
	return time.Duration(from)*time.Minute + time.Duration(t.dice.IntN((to-from)*60+1))*time.Second
}

func (t *teller) add(at time.Time, kind, author string, public bool) {
	t.story.events = append(t.story.events, event{at: at, kind: kind, author: author, public: public})
}

// finish puts the events in order. What would come after the end never happens.
func (t *teller) finish() story {
	events := t.story.events
	slices.SortStableFunc(events, func(a, b event) int { return a.at.Compare(b.at) })
	if end := slices.IndexFunc(events, event.closes); end >= 0 {
		events = events[:end+1]
	}
	for i := range events {
		events[i].seq = i + 1
	}
	t.story.events = events
	return t.story
}

// pick chooses by weight.
func pick[T any](dice *rand.Rand, from []T, weights []float64) T {
	var sum float64
	for _, w := range weights {
		sum += w
	}
	roll := dice.Float64() * sum
	for i, w := range weights {
		if roll -= w; roll < 0 {
			return from[i]
		}
	}
	return from[len(from)-1]
}

// byArrival orders stories as their tickets came in.
func byArrival(a, b story) int {
	return cmp.Or(a.createdAt.Compare(b.createdAt), cmp.Compare(a.subject, b.subject))
}
