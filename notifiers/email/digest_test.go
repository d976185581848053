package email_test

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/notifiers/email"
	"github.com/yardstickd/yardstick/notifiers/notifierstest"
)

// letters sends each sample digest, and gives what was taken.
func letters(t *testing.T) map[string]letter {
	t.Helper()
	fake := notifierstest.NewSMTP(t)
	e := connect(t, email.Options{SMTP: fake.URL()})
	all := map[string]letter{}
	for name, report := range notifierstest.Reports() {
		d := notifierstest.SampleDigest()
		d.Report = report
		if _, err := post(e, notifiers.Message{Digest: d}); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		mails := fake.Mails()
		all[name] = read(t, mails[len(mails)-1].Raw)
	}
	return all
}

// TestDigestPreview writes the HTML part of each sample digest into the folder named by YARDSTICK_PREVIEW, with its pictures in it, to
// be looked at.
func TestDigestPreview(t *testing.T) {
	folder := os.Getenv("YARDSTICK_PREVIEW")
	if folder == "" {
		t.Skip("YARDSTICK_PREVIEW names no folder to write to")
	}
	for name, l := range letters(t) {
		if err := os.WriteFile(filepath.Join(folder, name+".html"), []byte(resolved(t, &l)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

var cids = regexp.MustCompile(`cid:([a-z]+)@example\.com`)

// resolved is the HTML part with its pictures in it.
func resolved(t *testing.T, l *letter) string {
	t.Helper()
	return cids.ReplaceAllStringFunc(l.html, func(cid string) string {
		picture, ok := l.files[cids.FindStringSubmatch(cid)[1]+".png"]
		if !ok || !strings.HasPrefix(picture, "\x89PNG") {
			t.Errorf("there is no picture for %s", cid)
		}
		return "data:image/png;base64," + base64.StdEncoding.EncodeToString([]byte(picture))
	})
}
