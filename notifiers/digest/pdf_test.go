package digest_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/notifiers/digest"
	"github.com/yardstickd/yardstick/notifiers/notifierstest"
	"github.com/yardstickd/yardstick/rules/compliance"
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
	reports := notifierstest.Reports()
	reports["languages"] = languages()
	for name, r := range reports {
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

// languages is a report with names of many scripts.
func languages() *compliance.Report {
	r := notifierstest.Reports()["rich"]
	for i, name := range []string{"شركة الاختبار (لندن) 2026 ACME", "חברת בדיקה בע\"מ (תל אביב)", "Łódź, Ωμέγα, Прывітанне, Dvořák e\u0301t Đặng"} {
		r.Customers[i].Customer = name
	}
	r.Standards[0].Causes[0].Value = "支援デスク 👩‍👩‍👧‍👦 desk"
	r.Standards[0].Promise = "نرد عليكم خلال ساعتين، with “quotes” — and ½ 10 € ≥ 5 ✓."
	return r
}
