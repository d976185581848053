package monitor

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/yardstickd/yardstick/rules"
	"github.com/yardstickd/yardstick/rules/calendar"
)

// Changed gives the rows to be added for a set of standards that is loaded at an instant: one for each standard that is
// new, has another hash or another effective_from than its last row, or was taken away. live are the set's histories,
// of one version each, live from its effective_from; define gives the form that a standard is kept in.
//
// A row is never of before its standard's last one, whatever the machine's clock says.
func Changed(rows []VersionRow, live []rules.History, define func(*rules.Standard) string, at calendar.Instant) []VersionRow {
	last := lastRows(rows)
	var changed []VersionRow
	for _, history := range live {
		v := history.Live()
		before, known := last[v.Standard.ID]
		if known && before.Hash == v.Hash && before.EffectiveFrom == v.LiveFrom {
			continue
		}
		row := VersionRow{
			Standard: v.Standard.ID, Hash: v.Hash, EffectiveFrom: v.LiveFrom, LoadedAt: at, Definition: define(v.Standard),
		}
		if known {
			row.LoadedAt = max(at, before.LoadedAt)
		}
		changed = append(changed, row)
	}
	return append(changed, removed(last, live, at)...)
}

// removed gives the rows of standards that were live and are not in the set, by name.
func removed(last map[string]VersionRow, live []rules.History, at calendar.Instant) []VersionRow {
	var rows []VersionRow
	for id, before := range last {
		kept := slices.ContainsFunc(live, func(h rules.History) bool { return h.Live().Standard.ID == id })
		if before.Hash != "" && !kept {
			rows = append(rows, VersionRow{Standard: id, EffectiveFrom: calendar.None, LoadedAt: max(at, before.LoadedAt)})
		}
	}
	slices.SortFunc(rows, func(a, b VersionRow) int { return cmp.Compare(a.Standard, b.Standard) })
	return rows
}

// lastRows gives the last row of each standard.
func lastRows(rows []VersionRow) map[string]VersionRow {
	last := map[string]VersionRow{}
	for _, row := range rows {
		last[row.Standard] = row
	}
	return last
}

// Histories gives the history of each standard of the live set, in its order, and then of those that were taken away,
// by name. rows are all rows, in the order of Serial, with what Changed gives for the set; recall reads a standard from
// its kept form.
//
// A version is live from its effective_from, or else from when it was loaded, the first of all from ever; a later row
// supersedes what was live from then on. What was put off before it began was never live. What was superseded whole has an empty range, and is kept for the verdicts that
// were given by it. Texts, warnings, objective and route of every version are those of the live set.
func Histories(
	rows []VersionRow, live []rules.History, recall func(id, definition string) (*rules.Standard, error),
) ([]rules.History, error) {
	byStandard := map[string][]VersionRow{}
	for _, row := range rows {
		byStandard[row.Standard] = append(byStandard[row.Standard], row)
	}
	histories := make([]rules.History, 0, len(byStandard))
	for _, history := range live {
		now := history.Live()
		id := now.Standard.ID
		past := byStandard[id]
		delete(byStandard, id)
		if len(past) == 0 || past[len(past)-1].Hash != now.Hash {
			return nil, fmt.Errorf("standard %s: its live version is not recorded", id)
		}
		h, err := historyOf(past, now, recall)
		if err != nil {
			return nil, err
		}
		histories = append(histories, h)
	}
	retired, err := retiredHistories(byStandard, recall)
	return append(histories, retired...), err
}

// retiredHistories gives the histories of standards that the live set does not have.
func retiredHistories(
	byStandard map[string][]VersionRow, recall func(id, definition string) (*rules.Standard, error),
) ([]rules.History, error) {
	ids := make([]string, 0, len(byStandard))
	for id := range byStandard {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	var histories []rules.History
	for _, id := range ids {
		rows := byStandard[id]
		if rows[len(rows)-1].Hash != "" {
			return nil, fmt.Errorf("standard %s: that it was taken away is not recorded", id)
		}
		h, err := historyOf(rows, nil, recall)
		if err != nil {
			return nil, err
		}
		if len(h) > 0 {
			histories = append(histories, h)
		}
	}
	return histories, nil
}

// historyOf makes the history of one standard; now is its live version, nil where it was taken away.
func historyOf(
	rows []VersionRow, now *rules.Version, recall func(id, definition string) (*rules.Standard, error),
) (rules.History, error) {
	var history rules.History
	known := map[string]*rules.Standard{}
	if now != nil {
		known[now.Hash] = now.Standard
	}
	for i, row := range rows {
		from, until := liveFrom(row, len(history) == 0), calendar.None
		if putOff(rows, i) {
			if len(history) > 0 {
				from = max(from, history[len(history)-1].LiveFrom)
			}
			until = from
		} else {
			supersede(history, from)
		}
		if row.Hash == "" {
			retire(history, row.LoadedAt)
			continue
		}
		if known[row.Hash] == nil {
			standard, err := recalled(row, now, recall)
			if err != nil {
				return nil, err
			}
			known[row.Hash] = standard
		}
		history = append(history, rules.Version{
			LiveFrom: from, LiveUntil: until, RetiredAt: calendar.None, Hash: row.Hash, Standard: known[row.Hash],
		})
	}
	return history, nil
}

// liveFrom gives the start from which a row counts.
func liveFrom(row VersionRow, first bool) calendar.Instant {
	switch {
	case row.Hash != "" && row.EffectiveFrom != calendar.None:
		return row.EffectiveFrom
	case row.Hash != "" && first:
		return calendar.None
	}
	return row.LoadedAt
}

// putOff tells whether a row is a plan that was put off, or brought forward, before it began: a later row says the same
// with another effective_from.
func putOff(rows []VersionRow, i int) bool {
	row := &rows[i]
	return row.Hash != "" && row.EffectiveFrom != calendar.None && slices.ContainsFunc(rows[i+1:], func(later VersionRow) bool {
		return later.Hash == row.Hash && later.LoadedAt < row.EffectiveFrom
	})
}

// supersede ends versions for the starts from an instant on. Those that were live only then are left with the empty
// range at it, so that the order of LiveFrom is that of the rows.
func supersede(history rules.History, from calendar.Instant) {
	for i := range history {
		v := &history[i]
		if v.LiveUntil == calendar.None || v.LiveUntil > from {
			v.LiveUntil = from
		}
		v.LiveFrom = min(v.LiveFrom, from)
	}
}

// retire notes when the clocks of all versions so far were ended. What was retired once stays so.
func retire(history rules.History, at calendar.Instant) {
	for i := range history {
		if history[i].RetiredAt == calendar.None {
			history[i].RetiredAt = at
		}
	}
}

// recalled reads a version of before from its kept form and gives it what always is as in the live set.
func recalled(
	row VersionRow, now *rules.Version, recall func(id, definition string) (*rules.Standard, error),
) (*rules.Standard, error) {
	kept, err := recall(row.Standard, row.Definition)
	if err != nil {
		return nil, fmt.Errorf("standard %s, version %s of the ledger: %w", row.Standard, row.Hash, err)
	}
	standard := *kept
	standard.Promise, standard.WarnAt, standard.Escalate, standard.Objective, standard.Route = "", nil, nil, 0, ""
	if now != nil {
		live := now.Standard
		standard.Promise, standard.WarnAt, standard.Escalate = live.Promise, live.WarnAt, live.Escalate
		standard.Objective, standard.Route = live.Objective, live.Route
	}
	return &standard, nil
}
