package digest_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/yardstickd/yardstick/notifiers/digest"
	"github.com/yardstickd/yardstick/notifiers/notifierstest"
)

// TestMail shows what mail programs get of the samples. To look at one with its pictures, see TestDigestPreview of notifiers/email.
func TestMail(t *testing.T) {
	for _, name := range []string{"rich", "hostile", "null", "empty"} {
		r := notifierstest.Reports()[name]
		pictures, err := digest.Pictures(r, "example.com")
		if err != nil {
			t.Fatal(err)
		}
		var page bytes.Buffer
		if err := digest.Mail(&page, r, options(t), pictures); err != nil {
			t.Fatal(err)
		}
		golden(t, name+".mail.html", page.Bytes())
		for _, p := range pictures {
			if strings.Count(page.String(), "cid:"+p.CID) != 1 {
				t.Errorf("%s: the picture %s is not shown once", name, p.CID)
			}
		}
	}
}
