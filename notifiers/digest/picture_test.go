package digest_test

import (
	"bytes"
	"fmt"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/yardstickd/yardstick/notifiers/digest"
	"github.com/yardstickd/yardstick/notifiers/notifierstest"
)

// The picture of docs/digest.md: the page on a desk and on a phone, side by side.
const pictureWide, pictureHigh, phoneWide = 1560, 1300, 360

// TestPicture photographs the rich week for docs/digest.md with -update, where there is a chromium; else it looks whether the picture
// is as large as that.
func TestPicture(t *testing.T) {
	path := filepath.Join("..", "..", "docs", "images", "digest.png")
	if *update {
		photograph(t, path)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	size, err := png.DecodeConfig(bytes.NewReader(data))
	if err != nil || size.Width != pictureWide || size.Height != pictureHigh {
		t.Errorf("the picture has %d × %d, want %d × %d (%v); -update takes it again", size.Width, size.Height, pictureWide, pictureHigh, err)
	}
}

func photograph(t *testing.T, path string) {
	t.Helper()
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("there is no chromium to take the picture with")
	}
	folder := t.TempDir()
	var page bytes.Buffer
	if err := digest.HTML(&page, notifierstest.Reports()["rich"], options(t)); err != nil {
		t.Fatal(err)
	}
	desk := fmt.Sprintf(`<body style="margin:0;display:flex;gap:1px;background:#889"><iframe src="page.html" style="border:0;width:%dpx;height:%dpx"></iframe>`+
		`<iframe src="page.html" style="border:0;width:%dpx;height:%dpx"></iframe>`, pictureWide-phoneWide-1, pictureHigh, phoneWide, pictureHigh)
	for name, data := range map[string]string{"page.html": page.String(), "desk.html": desk} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	command := exec.CommandContext(t.Context(), chromium, "--headless", "--no-sandbox", "--hide-scrollbars",
		fmt.Sprintf("--window-size=%d,%d", pictureWide, pictureHigh), "--screenshot="+filepath.Join(folder, "picture.png"), filepath.Join(folder, "desk.html"))
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("chromium: %v\n%s", err, out)
	}
	picture, err := os.ReadFile(filepath.Join(folder, "picture.png"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, picture, 0o600); err != nil {
		t.Fatal(err)
	}
}
