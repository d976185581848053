package config

import (
	"github.com/yardstickd/yardstick/rules"
)

// measureDraft is a measure while the set is read.
type measureDraft struct {
	name    string
	at      entry
	used    bool
	measure rules.Measure
}

// read fills the measure from its block.
func (m *measureDraft) read() {
	m.measure.Name = m.name
	f, ok := m.at.value.fields("measure "+quoted(m.name), "start", "stop", "cancel")
	if !ok {
		return
	}
	roles := map[string]entry{} // what each event does already
	m.measure.Start = rules.Kinds(f.events("start", true, roles)...)
	m.measure.Stop = rules.Kinds(f.events("stop", true, roles)...)
	m.measure.Cancel = rules.Kinds(f.events("cancel", false, roles)...)
}

// events reads one event name or a list. An event can do but one thing to a clock.
func (f fields) events(key string, needed bool, roles map[string]entry) []string {
	v, ok := f.get(key)
	if !ok {
		if needed {
			f.need(key)
		}
		return nil
	}
	items, _ := v.oneOrMore("event names")
	var names []string
	for _, item := range items {
		name, ok := item.filled("the name of an event")
		if !ok {
			continue
		}
		before, taken := roles[name]
		switch {
		case taken && before.key.node.Value == key:
			item.fail("duplicate", "event %s is in %s twice", quoted(name), key).Hint = "first at " + before.value.place()
		case taken:
			item.fail("conflict", "event %s can't both %s and %s a clock", quoted(name), before.key.node.Value, key).
				Hint = "it is in " + before.key.node.Value + " at " + before.value.place()
		default:
			roles[name] = entry{key: f.byKey[key].key, value: item}
			names = append(names, name)
		}
	}
	return names
}
