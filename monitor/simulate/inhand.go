package simulate

import "time"

// begun is a ticket that is being worked on when somebody starts to watch:
// what was asked how long ago, and when it will be done.
type begun struct {
	subject, customer, tier, priority, channel, team string
	asked                                            string
	ago                                              time.Duration
	done                                             string
	in                                               time.Duration
}

// hand makes the first minutes worth watching, by targets that desks usually
// have: an answer or a call within half an hour, one hour, two hours.
var hand = []begun{
	{
		"Phone system: callers hear nothing", "Globex", "gold", "urgent", "phone", "hamburg",
		"callback_requested", 44 * time.Minute, "called_back", 8 * time.Minute,
	},
	{
		"Card reader at gate B refuses all cards", "Nordwind Logistik GmbH", "gold", "high", "phone", "porto",
		"callback_requested", 43 * time.Minute, "called_back", 21 * time.Minute,
	},
	{
		"<!channel> Till number 3 & 4 do not start", "Tidewater & Sons", "standard", "normal", "phone", "berlin",
		"callback_requested", 93 * time.Minute, "called_back", 14 * time.Minute,
	},
	{
		"Label printer prints blank pages 🖨️", "Bäckerei Öztürk", "standard", "normal", "phone", "porto",
		"callback_requested", 118 * time.Minute, "called_back", 6 * time.Minute,
	},
	{
		"Wi-Fi in meeting room 4 is down", "Ribeira Têxteis", "standard", "normal", "phone", "porto",
		"callback_requested", 18 * time.Hour, "called_back", 25 * time.Minute,
	},
	{
		"Headset is not recognised", "ACME, Inc.", "gold", "normal", "phone", "hamburg",
		"callback_requested", 13 * time.Minute, "called_back", 24 * time.Minute,
	},
	{
		"Error 504 when saving an order", "Globex", "gold", "urgent", "email", "berlin",
		"opened", 49 * time.Minute, "first_reply", 14 * time.Minute,
	},
	{
		"Order export is missing rows", "Hôpital Saint-Élan", "gold", "urgent", "web", "hamburg",
		"opened", 44 * time.Minute, "first_reply", 4 * time.Minute,
	},
	{
		"API returns dates in the wrong zone", "Pixel <3 Print", "standard", "urgent", "email", "porto",
		"opened", 33 * time.Minute, "first_reply", 31 * time.Minute,
	},
}

// inHand gives their stories.
func inHand(now time.Time) []story {
	stories := make([]story, len(hand))
	for i, b := range hand {
		at := now.Add(-b.ago)
		t := teller{story: story{ticket: ticket{
			subject: b.subject, customer: b.customer, tier: b.tier, priority: b.priority,
			channel: b.channel, team: b.team, createdAt: at,
		}}}
		t.add(at, "opened", "customer", true)
		if b.asked != "opened" {
			t.add(at, b.asked, "customer", true)
			t.add(at.Add(5*time.Minute), "first_reply", "agent", true)
		}
		t.add(now.Add(b.in), b.done, "agent", true)
		t.add(onDuty(now.Add(b.in), 2*time.Hour), "resolved", "agent", true)
		stories[i] = t.finish()
	}
	return stories
}
