package notifiers_test

import (
	"strings"
	"testing"

	"github.com/yardstickd/yardstick/notifiers"
)

func TestWebAddress(t *testing.T) {
	for link, want := range map[string]string{
		"https://helpdesk.example.com/tickets/1": "https://helpdesk.example.com/tickets/1",
		" http://x.example/?a=1&b=2 ":            "http://x.example/?a=1&b=2",
		"https://x.example/Łódź":                 "https://x.example/%C5%81%C3%B3d%C5%BA",
		"https://bank.example@evil.example/":     "",
		"javascript:alert(1)":                    "",
		"/relative":                              "",
		"":                                       "",
		"https://x.example/\x00":                 "",
		"https://x.example/" + strings.Repeat("a", 2000): "",
	} {
		if got, ok := notifiers.WebAddress(link); ok != (want != "") || ok && got != want {
			t.Errorf("WebAddress(%.40q) = %q, %v; want %q", link, got, ok, want)
		}
	}
}
