package digest_test

import (
	"os"
	"strings"
	"testing"

	"github.com/yardstickd/yardstick/notifiers/digest"
	"github.com/yardstickd/yardstick/notifiers/notifierstest"
)

// TestDocs wants the words that docs/digest.md quotes to be those of the week in its picture.
func TestDocs(t *testing.T) {
	data, err := os.ReadFile("../../docs/digest.md")
	if err != nil {
		t.Fatal(err)
	}
	page := strings.ReplaceAll(string(data), "\n> ", " ")
	if lead := digest.Lead(notifierstest.Reports()["rich"]); !strings.Contains(page, lead) {
		t.Errorf("docs/digest.md does not have the lead of the picture's week:\n%s", lead)
	}
}
