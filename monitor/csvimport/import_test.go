package csvimport_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/yardstickd/yardstick/config"
	"github.com/yardstickd/yardstick/monitor/csvimport"
)

const allTickets = `SELECT id, changed_at, "type", due, opened, resolved
	FROM desk.tickets ORDER BY id`

func TestOneRowPerTicket(t *testing.T) {
	db := open(t)
	report, rejects := load(t, db, requests(t), `id,opened,target,closed,type
2,2011-11-06 01:30:00,2011-11-07 01:30:00,,"Trees, fallen"
1,2011-07-01 01:32:33,2011-07-15 01:32:32,2011-07-01 05:06:58, Street Lights
3,2012-03-11 02:30:00,,2011-01-01 00:00:00,
`)
	want := []string{
		"1|2026-11-22 12:00:00| Street Lights|2011-07-15 05:32:32|2011-07-01 05:32:33|2011-07-01 09:06:58",
		"2|2026-11-22 12:00:00|Trees, fallen|2011-11-07 06:30:00|2011-11-06 05:30:00|-", // the first of two 01:30
		"3|2026-11-22 12:00:00|-|-|2012-03-11 07:00:00|2011-01-01 05:00:00",             // no 02:30 that day; closed before opened stays
	}
	if diff := cmp.Diff(want, table(t, db, allTickets)); diff != "" {
		t.Error(diff)
	}
	wantReport := csvimport.Report{
		Schema: "desk", TicketsTable: "tickets", EventsTable: "events",
		Rows: csvimport.Rows{Read: 3, Loaded: 3}, Tickets: 3, Reasons: map[string]int{}, Samples: []csvimport.Sample{},
	}
	if diff := cmp.Diff(wantReport, report); diff != "" {
		t.Error(diff)
	}
	if rejects != "rejected_line,rejected_because,id,opened,target,closed,type\n" {
		t.Errorf("rejects of a good file: %q", rejects)
	}
}

func TestSeveralRowsPerTicket(t *testing.T) {
	db := open(t)
	report, _ := load(t, db, incidents(), `id,n,state,team,opened,at
A,0,New,?,2016-03-01 08:00,2016-03-01 08:05
B,0,Resolved,red,2016-03-02 09:00,2016-03-02 09:00
A,2,Resolved,blue,2016-03-01 08:00,2016-03-01 10:00
A,1,New,green,2016-03-01 08:00,2016-03-01 09:00
A,3,Resolved,?,2016-03-01 08:00,2016-03-01 11:00
A,10,New,?,2016-03-01 08:00,2016-03-01 12:00
A,11,Resolved,?,2016-03-01 08:00,2016-03-01 13:00
`)
	tickets := table(t, db, `SELECT id, changed_at, team, first_team, opened FROM log.tickets ORDER BY id`)
	want := []string{
		"A|2016-03-01 13:00:00|blue|green|2016-03-01 08:00:00",
		"B|2016-03-02 09:00:00|red|red|2016-03-02 09:00:00",
	}
	if diff := cmp.Diff(want, tickets); diff != "" {
		t.Error(diff)
	}
	events := table(t, db, `SELECT ticket_id, seq, kind, at FROM log.events ORDER BY ticket_id, seq, kind COLLATE "C"`)
	want = []string{
		"A|0|New|2016-03-01 08:05:00",
		"A|0|reassigned|2016-03-01 08:05:00",
		"A|1|reassigned|2016-03-01 09:00:00",
		"A|2|Resolved|2016-03-01 10:00:00",
		"A|2|reassigned|2016-03-01 10:00:00",
		"A|2|resolved|2016-03-01 10:00:00",
		"A|3|reassigned|2016-03-01 11:00:00",
		"A|10|New|2016-03-01 12:00:00",
		"A|11|Resolved|2016-03-01 13:00:00",
		"A|11|resolved|2016-03-01 13:00:00",
		"B|0|Resolved|2016-03-02 09:00:00",
		"B|0|reassigned|2016-03-02 09:00:00",
		"B|0|resolved|2016-03-02 09:00:00",
	}
	if diff := cmp.Diff(want, events); diff != "" {
		t.Error(diff)
	}
	if report.Tickets != 2 || report.Events != len(want) {
		t.Errorf("report says %d tickets, %d events", report.Tickets, report.Events)
	}
}

// The units of a call arrive in any order; the one that came first counts, and none that says so illegibly is passed over.
func TestEarliestAndLatest(t *testing.T) {
	db := open(t)
	m := &config.ImportMap{
		Schema: "calls", Ticket: []string{"call"},
		Attributes: []config.ImportColumn{{Name: "left", Column: "left", Take: config.Earliest, Time: true}},
		Milestones: []config.ImportColumn{
			{Name: "arrived", Column: "there", Take: config.Earliest}, {Name: "cleared", Column: "free", Take: config.Latest},
		},
	}
	report, _ := load(t, db, m, `call,unit,left,there,free
A,1,2017-01-01 10:01,,2017-01-01 10:40
A,2,2017-01-01 10:03,2017-01-01 10:09,2017-01-01 11:15
A,3,2017-01-01 10:02,2017-01-01 10:07,2017-01-01 10:30
B,1,2017-01-01 10:00,,
C,1,later,2017-01-01 10:07,2017-01-01 10:30
C,2,2017-01-01 10:00,soon,never
C,3,2017-01-01 10:00,2017-01-01 10:01,2017-01-01 10:59
`)
	want := []string{
		"A|2017-01-01 10:01:00|2017-01-01 10:07:00|2017-01-01 11:15:00",
		"B|2017-01-01 10:00:00|-|-",
		"C|infinity|infinity|infinity",
	}
	if diff := cmp.Diff(want, table(t, db, `SELECT id, "left", arrived, cleared FROM calls.tickets ORDER BY id`)); diff != "" {
		t.Error(diff)
	}
	if report.Rows.Damaged != 2 {
		t.Errorf("%+v", report.Rows)
	}
}

// A bad row costs itself, a bad time costs itself; both are counted, shown and written down.
func TestBadRows(t *testing.T) {
	db := open(t)
	report, rejects := load(t, db, requests(t), `id,opened,target,closed,type
1,2011-07-01 01:00:00,,soon,lights
2,2011-07-01 01:00:00,,"2011-07-01
,2011-07-01 01:00:00,,,trees
3,2011-07-01 01:00:00,,,
4,2011-07-01 01:00:00
5,2011-02-30 01:00:00,2011-99-01,2011-07-02 00:00:00,"say ""hi"""
`)
	wantRows := csvimport.Rows{Read: 6, Loaded: 3, Rejected: 3, Damaged: 2}
	if diff := cmp.Diff(wantRows, report.Rows); diff != "" {
		t.Error(diff)
	}
	wantReasons := map[string]int{
		`"closed" is not a time`: 1, `"opened" is not a time`: 1, `"target" is not a time`: 1,
		"text follows the closing quote of a value":          1,
		`no ticket id in "id"`:                               1,
		"the row does not have as many values as the header": 1,
	}
	if diff := cmp.Diff(wantReasons, report.Reasons); diff != "" {
		t.Error(diff)
	}
	wantRejects := `rejected_line,rejected_because,id,opened,target,closed,type
2,"loaded, but ""closed"" is not a time: ""soon""",1,2011-07-01 01:00:00,,soon,lights
3,text follows the closing quote of a value,"2,2011-07-01 01:00:00,,""2011-07-01"
4,"no ticket id in ""id""",,2011-07-01 01:00:00,,,trees
6,the row does not have as many values as the header: 2 instead of 5,4,2011-07-01 01:00:00
7,"loaded, but ""target"" is not a time: ""2011-99-01""; ""opened"" is not a time: ""2011-02-30 01:00:00""",5,2011-02-30 01:00:00,2011-99-01,2011-07-02 00:00:00,"say ""hi"""
`
	if diff := cmp.Diff(wantRejects, rejects); diff != "" {
		t.Error(diff)
	}
	// What can't be read is there as what no reader takes for a time, not as if nothing had happened.
	got := table(t, db, `SELECT id, due, opened, resolved FROM desk.tickets WHERE id <> '3' ORDER BY id`)
	if diff := cmp.Diff([]string{"1|-|2011-07-01 05:00:00|infinity", "5|infinity|infinity|2011-07-02 04:00:00"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestImportReplacesTheLastOne(t *testing.T) {
	db := open(t)
	load(t, db, incidents(), "id,n,state,team,opened,at\nA,0,New,red,,2016-03-01 08:05\n")
	load(t, db, incidents(), "id,n,state,team,opened,at\nB,0,New,red,,2016-03-01 08:05\nC,0,New,red,,2016-03-01 08:05\n")
	if diff := cmp.Diff([]string{"B", "C"}, table(t, db, "SELECT id FROM log.tickets ORDER BY id")); diff != "" {
		t.Error(diff)
	}
	broken := []byte("id,n,state,team,opened,at\nZ,0,New,red,,2016-03-01 08:05\n")
	if _, _, err := try(db, incidents(), packed(t, "xz", string(broken))[:60]); err == nil {
		t.Error("half an xz file was imported")
	}
	if diff := cmp.Diff([]string{"B", "C"}, table(t, db, "SELECT id FROM log.tickets ORDER BY id")); diff != "" {
		t.Error("a failed import changed the tables:", diff)
	}
	m := incidents()
	m.Events = nil // a map that makes no events leaves no old ones behind
	load(t, db, m, "id,n,state,team,opened,at\nB,0,New,red,,2016-03-01 08:05\n")
	if got := table(t, db, "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname = 'log' AND relkind = 'r'"); len(got) != 1 {
		t.Errorf("tables after an import without events: %v", got)
	}
}

func TestImportLeavesForeignTablesAlone(t *testing.T) {
	db := open(t)
	if _, err := db.Exec(`CREATE SCHEMA desk; CREATE TABLE desk.tickets (id int); INSERT INTO desk.tickets VALUES (7)`); err != nil {
		t.Fatal(err)
	}
	_, _, err := try(db, requests(t), []byte("id,opened,target,closed,type\n1,,,,\n"))
	if err == nil || !strings.Contains(err.Error(), `"desk"."tickets" exists and was not made by an import`) {
		t.Errorf("error: %v", err)
	}
	if got := table(t, db, "SELECT id FROM desk.tickets"); len(got) != 1 {
		t.Errorf("the customer's table is now %v", got)
	}
}

func TestNamesAreQuoted(t *testing.T) {
	db := open(t)
	m := requests(t)
	m.Schema, m.TicketsTable = `de"sk; DROP`, "select"
	m.Attributes[0].Name = `a "b", c`
	load(t, db, m, "id,opened,target,closed,type\n1,,,,x'y\\n\tz\n")
	if diff := cmp.Diff([]string{"x'y\\n\tz"}, table(t, db, `SELECT "a ""b"", c" FROM "de""sk; DROP"."select"`)); diff != "" {
		t.Error(diff)
	}
}

func TestPackedAndEncodedFiles(t *testing.T) {
	const text = "id,opened,target,closed,type\r\n1,2011-07-01 01:00:00,,,café\r\n"
	for _, c := range []struct {
		name, encoding string
		data           []byte
	}{
		{"plain", "", []byte(text)},
		{"byte order mark", "", []byte("\ufeff" + text)},
		{"gzip", "", packed(t, "gzip", text)},
		{"xz", "", packed(t, "xz", text)},
		{"latin1", "latin1", []byte(strings.ReplaceAll(text, "é", "\xe9"))},
		{"windows-1252 in gzip", "windows-1252", packed(t, "gzip", strings.ReplaceAll(text, "é", "\xe9"))},
	} {
		t.Run(c.name, func(t *testing.T) {
			db := open(t)
			m := requests(t)
			m.Encoding = config.Encoding(c.encoding)
			report, _, err := try(db, m, c.data)
			if err != nil {
				t.Fatal(err)
			}
			if got := table(t, db, `SELECT id, "type" FROM desk.tickets`); !report.Rows.Whole() || len(got) != 1 || got[0] != "1|café" {
				t.Errorf("%v, %+v", got, report)
			}
		})
	}
}

func TestFilesThatCanNotBeRead(t *testing.T) {
	db := open(t)
	for _, c := range []struct{ name, data, want string }{
		{"empty", "", "the file is empty"},
		{"workbook", "PK\x03\x04xxxx", "ZIP archive"},
		{"utf-16", "\xff\xfei\x00d\x00", "UTF-16"},
		{"wrong columns", "ID,opened,target,type\n1,,,\n", `no column "id": did you mean "ID"?`},
		{"all missing at once", "ID,opened,target,type\n1,,,\n", `no column "closed": it has "ID", "opened"`},
		{"a misspelt column", "id,opned,target,closed,type\n", `no column "opened": did you mean "opned"?`},
		{"old Mac", "id,opened,target,closed,type\r1,,,,\r", "CR alone"},
		{"some other packing", "BZh91AY&SY\x01\x02\xff\n", "this is no text"},
		{"a header in latin1", "id,ouvert\xe9\n", "the header is not UTF-8"},
		{"gzip cut off", packedText(t, "gzip", -20), "line 48: the gzip file is cut off"},
		{"gzip cut off at once", packedText(t, "gzip", 5), "the gzip file is cut off"},
		{"xz cut off", packedText(t, "xz", -20), "the xz file is cut off"},
		{"more after gzip", packedText(t, "gzip", 0) + "more than that is", "the gzip file is damaged here, or something else follows it"},
		{"more after xz", packedText(t, "xz", 0) + "more than that is", "the xz file is damaged here, or something else follows it"},
		{"column twice", "id,id,opened,target,closed,type\n", `the column "id" twice`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, _, err := try(db, requests(t), []byte(c.data))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q", err, c.want)
			}
		})
	}
	_, err := csvimport.Import(context.Background(), csvimport.Options{DB: db, Map: requests(t), Path: t.TempDir()})
	if err == nil || !strings.Contains(err.Error(), "is a folder") {
		t.Errorf("error for a folder: %v", err)
	}
	_, _, err = try(db, requests(t), []byte("id,opened,target,closed,type\n\xe9,,,,\na\x00b,,,,\n"))
	if err != nil {
		t.Errorf("bad bytes in rows failed the import: %v", err)
	}
}

// packedText packs a good export and keeps so many bytes of it; all but so many if negative, all if 0.
func packedText(t *testing.T, form string, keep int) string {
	t.Helper()
	data := packed(t, form, "id,opened,target,closed,type\n"+strings.Repeat("1,2026-01-01,,,a\n", 100))
	if keep <= 0 {
		keep += len(data)
	}
	return string(data[:keep])
}

// The tickets' rows may be far apart, and there may be more of them than a batch holds.
func TestScatteredRows(t *testing.T) {
	db := open(t)
	const tickets, rounds = 3000, 9
	var text strings.Builder
	text.WriteString("id,n,state,team,opened,at\n")
	for n := range rounds {
		for id := range tickets {
			fmt.Fprintf(&text, "T%d,%d,S%d,team%d,2016-03-01 08:00,2016-03-01 08:%02d\n", id, n, n, n%2, n)
		}
	}
	report, _ := load(t, db, incidents(), text.String())
	if report.Tickets != tickets || report.Events != tickets*rounds*2 || report.Rows.Loaded != tickets*rounds {
		t.Errorf("%+v", report)
	}
	want := []string{fmt.Sprintf("%d|team0|team0", tickets)}
	if diff := cmp.Diff(want, table(t, db, "SELECT count(*), min(team), max(first_team) FROM log.tickets")); diff != "" {
		t.Error(diff)
	}
}

func TestEventsWithoutATimeAreCounted(t *testing.T) {
	report, _ := load(t, open(t), incidents(), "id,n,state,team,opened,at\nA,0,New,red,2016-03-01 08:00,?\n")
	if report.Events != 0 || report.EventsWithoutTime != 2 || !report.Rows.Whole() {
		t.Errorf("%+v", report)
	}
}

func TestCancelledImportChangesNothing(t *testing.T) {
	db := open(t)
	ctx, cancel := context.WithCancel(context.Background())
	_, err := csvimport.Import(ctx, csvimport.Options{
		DB: db, Map: requests(t), Path: write(t, "x.csv", []byte("id,opened,target,closed,type\n1,,,,\n")),
		Progress: func(p csvimport.Progress) {
			if p.Phase == csvimport.Writing {
				cancel()
			}
		},
	})
	if err == nil {
		t.Error("a cancelled import ended well")
	}
	if got := table(t, db, "SELECT nspname FROM pg_namespace WHERE nspname = 'desk'"); len(got) != 0 {
		t.Error("a cancelled import left a schema behind")
	}
}

func TestSchemaName(t *testing.T) {
	for _, c := range []struct{ export, mapPath, want string }{
		{"../data/boston311_2011h2.slim.csv.xz", "map.yaml", "boston311_2011h2"},
		{"Incident Log (2016).csv", "map.yaml", "incident_log__2016"},
		{"2016.csv", "map.yaml", "import_2016"},
		{"pg_x.csv", "map.yaml", "import_pg_x"},
		{"-", "maps/desk.yaml", "desk"},
		{"ä.csv", "map.yaml", "import"},
	} {
		if got := csvimport.SchemaName(c.export, c.mapPath); got != c.want {
			t.Errorf("%s, %s: %q, want %q", c.export, c.mapPath, got, c.want)
		}
	}
}
