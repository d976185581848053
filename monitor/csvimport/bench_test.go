package csvimport_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/yardstickd/yardstick/config"
	"github.com/yardstickd/yardstick/monitor/csvimport"
)

// BenchmarkImport loads the public data sets with the maps of the examples, unpacking included.
func BenchmarkImport(b *testing.B) {
	for _, c := range []struct{ name, file, example string }{
		{"boston311", "boston311_2011h2.slim.csv.xz", "boston311"},
		{"servicenow", "uci_incident_event_log.slim.csv.xz", "servicenow"},
	} {
		b.Run(c.name, func(b *testing.B) {
			path := filepath.Join("..", "..", "..", "shared", "data", c.file)
			if _, err := os.Stat(path); err != nil {
				b.Skipf("the public data set is not there: %v", err)
			}
			m, problems := config.LoadImportMap(filepath.Join("..", "..", "examples", c.example, "map.yaml"))
			if m == nil {
				b.Fatal(problems)
			}
			db, rows := open(b), 0
			for b.Loop() {
				report, err := csvimport.Import(context.Background(), csvimport.Options{DB: db, Map: m, Path: path, Now: importedAt})
				if err != nil {
					b.Fatal(err)
				}
				rows += report.Rows.Read
			}
			b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
