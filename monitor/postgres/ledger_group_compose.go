package postgres

import (
	"context"
	"database/sql"
	_ "embed" // for the statements
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/yardstickd/yardstick/monitor"
	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/rules/calendar"
)

var (
	//go:embed queries/ledger_group_lines.sql
	selectGroupLines string
	//go:embed queries/ledger_group_worst.sql
	selectGroupWorst string
	//go:embed queries/ledger_group_mentions.sql
	selectGroupMentions string
	//go:embed queries/ledger_message_of.sql
	selectMessageOf string
)

const (
	// worstShown is how many of its clocks a group names.
	worstShown = 5
	// mostMentions is how many people and groups of people a group calls.
	mostMentions = 10
)

// storedGroup is what lies in the ledger of a group: what it shows is asked for each time.
type storedGroup struct {
	Key  string `json:"key"`
	Held bool   `json:"held,omitempty"`
}

// storedPage is a page of a group: the members between two of them.
type storedPage struct {
	Key     string `json:"key"`
	Group   string `json:"group"`
	Number  int    `json:"number"`
	Of      int    `json:"of"`
	FromDue int64  `json:"from_due"`
	FromID  int64  `json:"from_id"`
	ToDue   int64  `json:"to_due"`
	ToID    int64  `json:"to_id"`
	More    int    `json:"more"`
}

// storedFile is the list of a group, or the PDF of a digest.
type storedFile struct {
	Key    string        `json:"key"`
	Group  string        `json:"group,omitempty"`
	Digest *storedDigest `json:"digest,omitempty"`
}

func (s *storedFile) file() *notifiers.File {
	f := &notifiers.File{Key: s.Key, Group: s.Group}
	if s.Digest != nil {
		f.Digest = s.Digest.Key
	}
	return f
}

func (s *storedPage) page() *notifiers.Page {
	return &notifiers.Page{Key: s.Key, Group: s.Group, Number: s.Number, Of: s.Of, More: s.More}
}

// Compose is monitor.Outbox's.
func (l *Ledger) Compose(ctx context.Context, c *monitor.Claim) (notifiers.Message, error) {
	m, err := c.Message, error(nil)
	switch {
	case m.Group != nil:
		group := c.ID
		if c.Action == monitor.Update {
			if c.Opening() == nil {
				return m, nil
			}
			group = c.Opening().ID
		}
		m.Group, err = l.composeGroup(ctx, group, *m.Group, c.Action == monitor.Post)
	case m.Page != nil && c.Opening() != nil:
		m.Page, err = l.composePage(ctx, c)
	}
	if err != nil {
		return m, fmt.Errorf("ledger: composing %s: %w", c.Message.Key(), err)
	}
	return m, nil
}

func (l *Ledger) composeGroup(ctx context.Context, id int64, g notifiers.Group, calls bool) (*notifiers.Group, error) {
	var lines []struct {
		Standard string       `db:"standard"`
		Promise  string       `db:"promise"`
		Late     int          `db:"late"`
		AtRisk   int          `db:"at_risk"`
		Rested   int          `db:"rested"`
		AsOf     sql.NullTime `db:"as_of"`
		Tickets  int          `db:"tickets"`
	}
	if err := l.db.SelectContext(ctx, &lines, selectGroupLines, id); err != nil {
		return nil, err
	}
	g.AsOf = calendar.None
	for _, line := range lines {
		g.Standards = append(g.Standards, notifiers.GroupLine{
			Standard: line.Standard, Promise: line.Promise, Late: line.Late, AtRisk: line.AtRisk, Rested: line.Rested,
		})
		g.Late, g.AtRisk, g.Rested = g.Late+line.Late, g.AtRisk+line.AtRisk, g.Rested+line.Rested
		g.Clocks, g.Tickets = g.Clocks+line.Late+line.AtRisk+line.Rested, line.Tickets
		g.AsOf = max(g.AsOf, instant(line.AsOf))
	}
	var rows []claimRow
	if err := l.db.SelectContext(ctx, &rows, selectGroupWorst, id, worstShown); err != nil {
		return nil, err
	}
	for i := range rows {
		if message, err := l.decodeMessage(rows[i].Message); err == nil && message.Alert != nil {
			message.Alert.Ref = strconv.FormatInt(rows[i].ID, 10)
			g.Worst = append(g.Worst, *message.Alert)
		}
	}
	for i := range g.Worst {
		g.Location = g.Worst[0].Location
		g.AsOf = max(g.AsOf, g.Worst[i].AsOf)
	}
	for i := range g.Worst {
		lateAsOf(&g.Worst[i], g.AsOf)
	}
	if !calls {
		return &g, nil
	}
	var mentions []string
	if err := l.db.SelectContext(ctx, &mentions, selectGroupMentions, id, mostMentions); err != nil {
		return nil, err
	}
	for _, text := range mentions {
		var m storedMention
		if err := json.Unmarshal([]byte(text), &m); err != nil {
			return nil, err
		}
		g.Mention = append(g.Mention, notifiers.Mention{Group: m.Group, Email: m.Email})
	}
	return &g, nil
}

// lateAsOf says how late a clock is that was, and still is, late and open at a later instant. How much open time is left
// only its calendar could tell.
func lateAsOf(a *notifiers.Alert, at calendar.Instant) {
	late := a.Stage == notifiers.Missed || a.Stage == notifiers.Escalated || a.Stage == notifiers.Reminder
	if late && a.StoppedAt == calendar.None && a.DueAt != calendar.None && at > a.AsOf {
		a.Late += at.Sub(a.AsOf)
		a.AsOf = at
	}
}

func (l *Ledger) composePage(ctx context.Context, c *monitor.Claim) (*notifiers.Page, error) {
	var text []byte
	if err := l.db.GetContext(ctx, &text, selectMessageOf, c.ID); err != nil {
		return nil, err
	}
	var stored storedMessage
	if err := json.Unmarshal(text, &stored); err != nil || stored.Page == nil {
		return nil, fmt.Errorf("not a page: %w", err)
	}
	page := stored.Page.page()
	page.AsOf = calendar.None
	within := bounds{stored.Page.FromDue, stored.Page.FromID, stored.Page.ToDue, stored.Page.ToID}
	err := l.list(ctx, c.Opening().ID, within, func(a *notifiers.Alert) error {
		page.Alerts = append(page.Alerts, *a)
		page.AsOf = max(page.AsOf, a.AsOf)
		page.Location = page.Alerts[0].Location
		return nil
	})
	return page, err
}
