package digest_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/notifiers/digest"
	"github.com/yardstickd/yardstick/notifiers/notifierstest"
)

// TestPDFPreview writes each sample into the folder named by YARDSTICK_PREVIEW, to be looked at.
func TestPDFPreview(t *testing.T) {
	folder := os.Getenv("YARDSTICK_PREVIEW")
	if folder == "" {
		t.Skip("YARDSTICK_PREVIEW names no folder to write to")
	}
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for name, r := range notifierstest.Reports() {
		var b bytes.Buffer
		start := time.Now()
		if err := digest.PDF(&b, r, digest.Options{Location: berlin}); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		t.Log(name, b.Len(), time.Since(start))
		if err := os.WriteFile(filepath.Join(folder, name+".pdf"), b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
