package digest_test

import (
	"bytes"
	"image"
	"image/draw"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/yardstickd/yardstick/notifiers/digest"
	"github.com/yardstickd/yardstick/notifiers/notifierstest"
)

// The picture of the printed pages in docs/digest.md, side by side, at 90 dots an inch.
const printWide, printHigh, printGap = 2*744 + printGap, 1053, 2

// TestPDFPicture takes it with -update, where there is a pdftoppm; else it looks whether the picture is as large as that.
func TestPDFPicture(t *testing.T) {
	path := filepath.Join("..", "..", "docs", "images", "digest-pdf.png")
	if *update {
		printPicture(t, path)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	size, err := png.DecodeConfig(bytes.NewReader(data))
	if err != nil || size.Width != printWide || size.Height != printHigh {
		t.Errorf("the picture has %d × %d, want %d × %d (%v); -update takes it again", size.Width, size.Height, printWide, printHigh, err)
	}
}

func printPicture(t *testing.T, path string) {
	t.Helper()
	program, err := exec.LookPath("pdftoppm")
	if err != nil {
		t.Skip("there is no pdftoppm to take the picture with")
	}
	folder := t.TempDir()
	var pages bytes.Buffer
	if err := digest.PDF(&pages, notifierstest.Reports()["rich"], options(t)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "rich.pdf"), pages.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), program, "-r", "90", "-png", filepath.Join(folder, "rich.pdf"), filepath.Join(folder, "page"))
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("pdftoppm: %v\n%s", err, out)
	}
	both := image.NewRGBA(image.Rect(0, 0, printWide, printHigh))
	for i, name := range []string{"page-1.png", "page-2.png"} {
		data, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		page, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		at := image.Rect(0, 0, page.Bounds().Dx(), page.Bounds().Dy()).Add(image.Pt(i*(744+printGap), 0))
		draw.Draw(both, at, page, image.Point{}, draw.Src)
	}
	var out bytes.Buffer
	if err := png.Encode(&out, both); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}
