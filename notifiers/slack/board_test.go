package slack

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/yardstickd/yardstick/notifiers"
)

// A page that has no room for all clocks leads to the board, where there is one that may be followed; one that has shows no link.
func TestPageLeadsToTheBoard(t *testing.T) {
	for _, c := range []struct {
		board string
		more  int
		want  string
	}{
		{"https://board.example.com", 7, `the file has them all. <https://board.example.com|The board> has those that are open now.`},
		{"", 7, `the file has them all."`},
		{"javascript:alert(1)", 7, `the file has them all."`},
		{"https://board.example.com", 0, ""},
	} {
		page := renderPage(&notifiers.Page{Number: 1, Of: 1, More: c.more, Alerts: []notifiers.Alert{{Ticket: "T1"}}}, c.board)
		written, err := json.Marshal(page.blocks)
		if err != nil {
			t.Fatal(err)
		}
		text := strings.NewReplacer(`\u003c`, "<", `\u003e`, ">").Replace(string(written))
		if c.want != "" && !strings.Contains(text, c.want) || c.want == "" && strings.Contains(text, "board") {
			t.Errorf("%q and %d more: %s", c.board, c.more, text)
		}
	}
}
