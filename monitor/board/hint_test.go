package board

import (
	"net/http"
	"strings"
	"testing"
)

// Who has mistyped a filter is not left to believe that nothing is late.
func TestHints(t *testing.T) {
	s := newStand(t, nil)
	for address, want := range map[string]string{
		"/?team=Hamburg":                       `<a href="/?team=hamburg">hamburg</a>?`,
		"/?team=ham":                           `<a href="/?team=hamburg">hamburg</a>?`,
		"/?team=Hamburg&list=late":             `<a href="/?list=late&amp;team=hamburg">hamburg</a>?`,
		"/?customer=acme&team=berlin":          `<a href="/?customer=ACME%2C+Inc.&amp;team=berlin">ACME, Inc.</a>?`,
		"/?team=munich":                        `“munich” is none of the suggested values of Team, and is looked for just as it is written.</p>`,
		"/?standard=callbak":                   `“callbak” is none of the suggested values of Standard`,
		"/?standard=call":                      `<a href="/?standard=callback">callback</a>?`,
		"/?team=hamburg":                       "",
		"/?team=hamburg&customer=ACME%2C+Inc.": "", // both are there, not with each other
		"/":                                    "",
		"/?team=" + strings.Repeat("%E2%80%AE", 9) + "%3Cb%3E": "&lt;b&gt;” is none of",
	} {
		code, page := s.get(t, address)
		if code != http.StatusOK || want == "" && strings.Contains(page, "is none of the suggested") || !strings.Contains(strings.ReplaceAll(page, "&#43;", "+"), want) {
			t.Errorf("%s: %d\n%s", address, code, mainOf(t, page))
		}
	}
}

// A filter that nothing can be called by is refused: else all would be shown as what it leaves.
func TestFiltersThatCannotBe(t *testing.T) {
	s := newStand(t, nil)
	for _, address := range []string{"/?team=%00", "/?customer=%ff", "/?standard=a%00", "/?team=hamburg&customer=%c3%28"} {
		if code, _ := s.get(t, address); code != http.StatusBadRequest {
			t.Errorf("%s: %d", address, code)
		}
	}
	if code, _ := s.get(t, "/?team=+&customer="); code != http.StatusOK {
		t.Errorf("empty filters: %d", code)
	}
}
