package slack

import (
	"github.com/slack-go/slack"

	"github.com/yardstickd/yardstick/notifiers"
)

// The ids of the buttons, by which a click says what is wanted. The value of each is Alert.Ref.
const (
	acknowledgeAction = "yardstick_acknowledge"
	snoozeAction      = "yardstick_snooze"
	excuseAction      = "yardstick_excuse"
	explainAction     = "yardstick_explain"
)

// maxValue is how long a button's value may be.
const maxValue = 2000

// buttons are what can be done about an alert: nothing about a clock that has come to rest.
func buttons(a *notifiers.Alert) []slack.BlockElement {
	if a.Ref == "" || units(a.Ref) > maxValue || !notifiers.Open(a) {
		return nil
	}
	row := []slack.BlockElement{button(acknowledgeAction, "Acknowledge", a.Ref).WithStyle(slack.StylePrimary)}
	if a.Stage == notifiers.Warn && a.Left > 0 { // else no further warning can come
		row = append(row, button(snoozeAction, "Snooze", a.Ref))
	}
	if notifiers.Late(a) && a.Care.Excused.By == "" {
		row = append(row, button(excuseAction, "Excuse…", a.Ref))
	}
	return append(row, button(explainAction, "Explain", a.Ref))
}

func button(action, label, value string) *slack.ButtonBlockElement {
	return slack.NewButtonBlockElement(action, value, slack.NewTextBlockObject(slack.PlainTextType, label, true, false))
}
