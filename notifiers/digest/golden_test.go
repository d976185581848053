package digest_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/notifiers/digest"
	"github.com/yardstickd/yardstick/notifiers/notifierstest"
	"github.com/yardstickd/yardstick/rules/compliance"
)

var update = flag.Bool("update", false, "rewrite the golden files and pictures")

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

func options(t *testing.T) digest.Options {
	t.Helper()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	return digest.Options{Location: berlin, Link: "https://yardstick.example.com/digests/executive/2026-W46"}
}

// TestGolden shows what becomes of each sample. To look at a page:
//
//	chromium --headless --no-sandbox --hide-scrollbars --window-size=1200,3800 --screenshot=/tmp/rich.png notifiers/digest/testdata/rich.html
func TestGolden(t *testing.T) {
	reports := notifierstest.Reports()
	for name, r := range reports {
		var text bytes.Buffer
		if err := digest.Text(&text, r, options(t)); err != nil {
			t.Fatal(err)
		}
		golden(t, name+".txt", text.Bytes())
	}
	for _, name := range []string{"rich", "hostile", "null"} {
		var page, table bytes.Buffer
		if err := digest.HTML(&page, reports[name], options(t)); err != nil {
			t.Fatal(err)
		}
		golden(t, name+".html", page.Bytes())
		if err := digest.CSV(&table, reports[name]); err != nil {
			t.Fatal(err)
		}
		golden(t, name+".csv", table.Bytes())
	}
	for _, c := range digest.Charts(reports["rich"]) {
		var svg bytes.Buffer
		if err := c.SVG(&svg); err != nil {
			t.Fatal(err)
		}
		golden(t, c.Name+".svg", svg.Bytes())
	}
}

// TestJSON wants the same bytes for ever, and all of them read again.
func TestJSON(t *testing.T) {
	for name, r := range notifierstest.Reports() {
		document, err := digest.JSON(r)
		if err != nil {
			t.Fatal(err)
		}
		if name == "rich" {
			golden(t, "rich.json", document)
		}
		back, err := digest.Read(document)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(r, back); diff != "" {
			t.Errorf("%s (-made +read):\n%s", name, diff)
		}
		again, err := digest.JSON(back)
		if err != nil || !bytes.Equal(document, again) {
			t.Errorf("%s: other bytes when it is written again, %v", name, err)
		}
	}
	for _, broken := range []string{"", "{", "{}", `{"schema":2}`, "[]"} {
		if r, err := digest.Read([]byte(broken)); err == nil {
			t.Errorf("%q was read: %v", broken, r)
		}
	}
}

// TestPreview writes each sample's page and charts into the folder named by YARDSTICK_PREVIEW, to be looked at.
func TestPreview(t *testing.T) {
	folder := os.Getenv("YARDSTICK_PREVIEW")
	if folder == "" {
		t.Skip("YARDSTICK_PREVIEW names no folder to write to")
	}
	for name, r := range notifierstest.Reports() {
		preview(t, folder, name, r)
	}
}

func preview(t *testing.T, folder, name string, r *compliance.Report) {
	t.Helper()
	var page bytes.Buffer
	if err := digest.HTML(&page, r, options(t)); err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{name + ".html": page.Bytes()}
	for _, c := range digest.Charts(r) {
		picture, err := c.PNG(2)
		if err != nil {
			t.Fatal(err)
		}
		files[name+"-"+c.Name+".png"] = picture
	}
	for file, data := range files {
		if err := os.WriteFile(filepath.Join(folder, file), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
