//go:build faults

package faults

import (
	"fmt"
	"testing"
	"time"
)

// flat is how much memory the daemon may take in a storm.
const flat = 256 << 20

// Fault 13: 100,000 late at once.
func TestFault13Storm(t *testing.T) {
	beside(t)
	r := &result{Fault: "13", Name: "100,000 late at once"}
	conclude(t, r)
	many := trials(300, 100_000)
	w := newWorld(t, terms{channels: trials(3, 10), within: 20 * time.Minute, nowarn: true, lease: 10 * time.Second})
	w.prime()
	d := w.start()
	before := d.peak()
	w.exec(`INSERT INTO calls (id, subject, customer, team, asked)
		SELECT 'S' || n, 'storm ' || n, 'Globex', 'c0' || n % $2, clock_timestamp() - interval '20 minutes' + interval '10 seconds'
		FROM generate_series(1, $1) AS n`, many, w.terms.channels)
	w.awaitDue()
	begun := time.Now()
	if !until(15*time.Minute, w.settled) {
		t.Errorf("not all told after a quarter of an hour\n%s", w.lastWords())
	}
	took := time.Since(begun)
	v := w.judgeNow(nil)
	v.want(w)
	peak := d.peak()
	if peak > flat {
		t.Errorf("the daemon took %d MB", peak>>20)
	}
	most, least := w.pace(t)
	groups := w.number("SELECT count(*) FROM yardstick.alert WHERE kind = 'group' AND state = 'sent'")
	if groups == 0 {
		t.Error("nothing was grouped")
	}
	d.stop()
	r.Trials = many
	r.take(v)
	r.Notes = fmt.Sprintf("peak memory %d MB (%d MB at rest), %d messages in the busiest channel, never closer than %.2f s; %d groups; all told after %d s",
		peak>>20, before>>20, most, least.Seconds(), groups, int(took.Seconds()))
}

// pace checks that no channel got more than a message a second, and gives how many the busiest got, and the shortest time
// between two. A post that was slower on its way than the next may be closer to it than a second; ten may not.
func (w *world) pace(t *testing.T) (most int, least time.Duration) {
	t.Helper()
	least = time.Hour
	for i := range w.terms.channels {
		all := w.slack.Messages(channel(i))
		most = max(most, len(all))
		for n := 1; n < len(all); n++ {
			least = min(least, stampTime(all[n].TS).Sub(stampTime(all[n-1].TS)))
			if n >= 10 && stampTime(all[n].TS).Sub(stampTime(all[n-10].TS)) < 9500*time.Millisecond {
				t.Errorf("#%s got eleven messages in %s", channel(i), stampTime(all[n].TS).Sub(stampTime(all[n-10].TS)))
			}
		}
	}
	if least < 500*time.Millisecond {
		t.Errorf("two messages of a channel came within %s", least)
	}
	return most, least
}
