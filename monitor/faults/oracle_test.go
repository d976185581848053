//go:build faults

package faults

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// verdict is what the oracle says of a world: how many stages were told rightly, lost and doubled.
type verdict struct {
	told, lost, doubled int
	problems            []string
}

func (v *verdict) add(o verdict) {
	v.told += o.told
	v.lost += o.lost
	v.doubled += o.doubled
	v.problems = append(v.problems, o.problems...)
}

func (v *verdict) losing(format string, args ...any) {
	v.lost++
	v.problems = append(v.problems, "lost: "+fmt.Sprintf(format, args...))
}

func (v *verdict) doubling(n int, format string, args ...any) {
	v.doubled += n
	v.problems = append(v.problems, "doubled: "+fmt.Sprintf(format, args...))
}

// lostOnes are the first few problems that say that something is lost.
func (v *verdict) lostOnes() []string {
	var lost []string
	for _, p := range v.problems {
		if strings.HasPrefix(p, "lost") && len(lost) < 5 {
			lost = append(lost, p)
		}
	}
	return lost
}

// row is an intent as the ledger has it. Columns that a ledger does not have are empty.
type row struct {
	ID      int64  `json:"alert_id"`
	Key     string `json:"key"`
	Ticket  string `json:"ticket"`
	Kind    string `json:"kind"`
	Action  string `json:"action"`
	Place   string `json:"place"`
	State   string `json:"state"`
	Reason  string `json:"state_reason"`
	GroupID *int64 `json:"group_id"`
}

// rows gives all intents.
func (w *world) rows() ([]row, error) {
	found, err := w.db.Query("SELECT to_jsonb(a) - 'message' FROM yardstick.alert AS a ORDER BY alert_id")
	if err != nil {
		return nil, err
	}
	defer func() { _ = found.Close() }()
	var all []row
	for found.Next() {
		var text []byte
		var r row
		if err := found.Scan(&text); err != nil {
			return nil, err
		}
		if err := json.Unmarshal(text, &r); err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, found.Err()
}

// demanded counts the tickets (those of a desk: a letter and a number, where what is no good is called otherwise) that were not called back in time, and whose miss is in the state that people know of it.
const demanded = `
SELECT count(*) FROM calls AS c
WHERE id ~ '^[TDS][0-9]+$' AND asked + make_interval(secs => $1) < clock_timestamp() AND (called IS NULL OR called > asked + make_interval(secs => $1))
  AND NOT EXISTS (SELECT FROM yardstick.alert AS a WHERE a.ticket = c.id AND a.kind = 'missed' AND a.action = 'post'
                  AND a.state NOT IN ('pending', 'sending', 'unsure', 'held'))`

// unseen counts the tickets that were called back too late, which no round has seen yet.
const unseen = `
SELECT count(*) FROM calls AS c
WHERE id ~ '^[TDS][0-9]+$' AND called > asked + make_interval(secs => $1)
  AND NOT EXISTS (SELECT FROM yardstick.transition AS t WHERE t.ticket = c.id AND t.kind = 'recovered')`

// settled tells whether all that is late is told, all that was made good is seen, and nothing waits.
func (w *world) settled() bool {
	var waiting int
	for _, query := range []string{demanded, unseen} {
		var open int
		if err := w.db.QueryRow(query, w.terms.within.Seconds()).Scan(&open); err != nil || open > 0 {
			return false
		}
	}
	err := w.db.QueryRow(`SELECT count(*) FROM yardstick.alert WHERE state IN ('pending', 'sending', 'unsure', 'held')`).Scan(&waiting)
	return err == nil && waiting == 0
}

// judge waits until the world has settled, with the daemons that run, and compares what the tickets demand, what the ledger
// says was told, and what Slack has. Failed intents count as lost but for those that expected tells of.
func (w *world) judge(expected func(row) bool) verdict {
	w.t.Helper()
	w.awaitDue()
	settled := until(max(patience, w.terms.settles), w.settled)
	v := w.judgeNow(expected)
	if !settled {
		v.problems = append(v.problems, "the world does not settle:\n"+w.lastWords())
	}
	return v
}

// judgeNow is judge without the waiting.
func (w *world) judgeNow(expected func(row) bool) verdict {
	w.t.Helper()
	var v verdict
	all, err := w.rows()
	if err != nil {
		w.t.Fatal(err)
	}
	messages := map[string]int{}
	for _, m := range w.slack.Messages("") {
		if m.Key() != "" {
			messages[m.Key()]++
		}
	}
	w.compare(&v, all, messages, expected)
	w.missing(&v, all)
	return v
}

// awaitDue waits until every ticket that was not answered is late.
func (w *world) awaitDue() {
	w.t.Helper()
	w.await("the last due instant", func() bool {
		var open int
		err := w.db.QueryRow(`SELECT count(*) FROM calls WHERE id ~ '^[TDS][0-9]+$' AND called IS NULL
			AND asked + make_interval(secs => $1) >= clock_timestamp()`, w.terms.within.Seconds()).Scan(&open)
		return err == nil && open == 0
	})
}

// compare holds each intent against the messages with its key, and each message against the intents.
func (w *world) compare(v *verdict, all []row, messages map[string]int, expected func(row) bool) {
	sent := map[int64]bool{}
	for _, r := range all {
		sent[r.ID] = r.State == "sent"
	}
	for _, r := range all {
		if r.Action != "post" {
			continue
		}
		n := messages[r.Key]
		delete(messages, r.Key)
		switch r.State {
		case "sent":
			switch {
			case n == 0:
				v.losing("%s is marked as sent, and Slack does not have it", r.Key)
			case n > 1:
				v.doubling(n-1, "Slack has %s %d times", r.Key, n)
			default:
				v.told++
			}
			continue
		case "grouped":
			if r.GroupID == nil || !sent[*r.GroupID] {
				v.losing("%s is in a group that was not sent", r.Key)
			} else {
				v.told++
			}
		case "failed":
			if expected == nil || !expected(r) {
				v.losing("%s failed: %s", r.Key, r.Reason)
			}
		case "dropped":
			if r.Reason == "" {
				v.losing("%s is dropped without a reason", r.Key)
			}
		default:
			v.losing("%s is still %s: %s", r.Key, r.State, r.Reason)
		}
		if n > 0 {
			v.doubling(n, "Slack has %s, which is %s", r.Key, r.State)
		}
	}
	for key, n := range messages {
		v.doubling(n, "Slack has %s, which the ledger does not know", key)
	}
}

// missing looks for stages that came to pass and made no intent that reached anybody.
func (w *world) missing(v *verdict, all []row) {
	told := map[string]bool{}
	known := map[[3]string]string{}
	for _, r := range all {
		if r.Action == "post" && r.Kind == "missed" {
			told[r.Ticket] = true // or it is lost otherwise, see compare
		}
		if r.Action != "post" || r.Ticket == "" || r.State != "sent" && r.State != "grouped" {
			continue
		}
		// A ticket of these desks, also one whose row is no good or is there twice, has one clock, is never reopened, and has one warning: each stage comes once, whatever its key.
		stage := [3]string{r.Ticket, r.Kind, r.Place}
		if other := known[stage]; other != "" {
			v.doubling(1, "%s and %s say the same", other, r.Key)
		}
		known[stage] = r.Key
	}
	w.each(func(id string) {
		if !told[id] {
			v.losing("%s was not called back in time, and nobody was told", id)
		}
	}, `SELECT id FROM calls WHERE id ~ '^[TDS][0-9]+$' AND asked + make_interval(secs => $1) < clock_timestamp() - interval '5 seconds'
		AND (called IS NULL OR called > asked + make_interval(secs => $1))`, w.terms.within.Seconds())
	w.each(func(stage string) {
		v.losing("%s is to be told and made no intent", stage)
	}, `SELECT ticket || ' ' || stage FROM yardstick.transition AS t WHERE reason = 'tell'
		AND NOT EXISTS (SELECT FROM yardstick.alert AS a WHERE a.transition_id = t.transition_id)`)
	w.each(func(id string) {
		v.losing("%s passed its warning, and the ledger does not say what became of it", id)
	}, `SELECT id FROM calls AS c WHERE $2 AND id ~ '^[TDS][0-9]+$' AND team <> 'back'
		AND asked + make_interval(secs => $1 / 2) > (SELECT max(first_round_at) FROM yardstick.connection)
		AND asked + make_interval(secs => $1 / 2) < clock_timestamp() - interval '5 seconds'
		AND (called IS NULL OR called > asked + make_interval(secs => $1))
		AND NOT EXISTS (SELECT FROM yardstick.transition AS t WHERE t.ticket = c.id AND t.kind = 'warning')`,
		w.terms.within.Seconds(), !w.terms.nowarn)
}

// each calls f for the one text of each row.
func (w *world) each(f func(string), query string, args ...any) {
	w.t.Helper()
	rows, err := w.db.Query(query, args...)
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			w.t.Fatal(err)
		}
		f(text)
	}
	if err := rows.Err(); err != nil {
		w.t.Fatal(err)
	}
}

// want fails the test where anything was lost or doubled.
func (v *verdict) want(w *world) {
	w.t.Helper()
	if v.lost == 0 && v.doubled == 0 && len(v.problems) == 0 {
		return
	}
	shown := slices.Clone(v.problems)
	if len(shown) > 10 {
		shown = append(shown[:10], fmt.Sprintf("and %d more", len(v.problems)-10))
	}
	w.t.Errorf("%d told, %d lost, %d doubled\n%s", v.told, v.lost, v.doubled, strings.Join(shown, "\n"))
}

// late tells how long after their instants, by the database's clock, the messages of a kind reached Slack: the longest, and of how many.
func (w *world) late(kind string, tickets map[string]bool) (time.Duration, int) {
	w.t.Helper()
	at := map[string]time.Time{}
	for _, m := range w.slack.Messages("") {
		at[m.Key()] = stampTime(m.TS)
	}
	var most time.Duration
	n := 0
	rows, err := w.db.Query(`SELECT a.key, a.ticket, t.at FROM yardstick.alert AS a JOIN yardstick.transition AS t USING (transition_id)
		WHERE a.kind = $1 AND a.action = 'post'`, kind)
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var key, ticket string
		var due time.Time
		if err := rows.Scan(&key, &ticket, &due); err != nil {
			w.t.Fatal(err)
		}
		posted, there := at[key]
		if !there || tickets != nil && !tickets[ticket] {
			continue
		}
		n++
		most = max(most, posted.Sub(due))
	}
	if err := rows.Err(); err != nil {
		w.t.Fatal(err)
	}
	return most, n
}

func stampTime(ts string) time.Time {
	var seconds, micros int64
	_, _ = fmt.Sscanf(ts, "%d.%d", &seconds, &micros)
	return time.Unix(seconds, micros*1000)
}
