//go:build faults

package faults

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// badRows are rows that can't be judged, or hardly: each is an INSERT into calls. Their ids begin with B.
var badRows = map[string]string{
	"no id":                     `(NULL, 's', 'c', 'c00', now(), NULL)`,
	"id of nothing":             `('', 's', 'c', 'c00', now(), NULL)`,
	"id twice":                  `('B1', 's', 'c', 'c00', now(), NULL), ('B1', 's', 'c', 'c01', now(), NULL)`,
	"asked at infinity":         `('B2', 's', 'c', 'c00', 'infinity', NULL)`,
	"asked at -infinity":        `('B3', 's', 'c', 'c00', '-infinity', NULL)`,
	"asked in year 1":           `('B4', 's', 'c', 'c00', '0001-01-01', NULL)`,
	"asked before year 1":       `('B5', 's', 'c', 'c00', '0044-03-15 BC', NULL)`,
	"asked in year 200000":      `('B6', 's', 'c', 'c00', '200000-01-01', NULL)`,
	"asked in the future":       `('B7', 's', 'c', 'c00', now() + interval '1 year', NULL)`,
	"never asked":               `('B8', 's', 'c', 'c00', NULL, NULL)`,
	"no team":                   `('B9', 's', 'c', NULL, now(), NULL)`,
	"nothing":                   `('B10', NULL, NULL, NULL, NULL, NULL)`,
	"called before it asked":    `('B11', 's', 'c', 'c00', now(), now() - interval '1 day')`,
	"called at infinity":        `('B12', 's', 'c', 'c00', now(), 'infinity')`,
	"called, never asked":       `('B13', 's', 'c', 'c00', NULL, now())`,
	"a subject of 1 MB":         `('B14', repeat('<!channel> 🔥 ', 80000), 'c', 'c00', now(), now())`,
	"an id of 1 MB":             `(repeat('B', 1000000), 's', 'c', 'c00', now(), NULL)`,
	"control signs, right left": `('B15', E'\u202e\u0007\ufeff\n*_~` + "`" + `', E'\t', 'c00', now(), now())`,
}

// Fault 14: rows that can't be evaluated, and columns that change below the daemon.
func TestFault14BadRows(t *testing.T) {
	beside(t)
	r := &result{Fault: "14", Name: "rows that can't be judged, columns altered"}
	conclude(t, r)
	w := newWorld(t, terms{channels: 6})
	w.prime()
	d := w.start()
	good := map[string]bool{}
	ask := func() {
		for _, id := range w.ask(4, 1200*time.Millisecond) {
			good[id] = true
		}
	}
	for range trials(1, 5) {
		for _, row := range badRows {
			w.exec("INSERT INTO calls (id, subject, customer, team, asked, called) VALUES " + row)
			r.Trials++
		}
		ask()
		time.Sleep(1500 * time.Millisecond)
	}
	w.tally(d)
	for _, alter := range []string{
		"ALTER TABLE calls ALTER COLUMN subject TYPE varchar(2000000)", "ALTER TABLE calls ADD COLUMN floor integer",
		"ALTER TABLE calls ALTER COLUMN asked TYPE text USING asked::text", "ALTER TABLE calls ALTER COLUMN asked TYPE timestamptz USING asked::timestamptz",
		"ALTER TABLE calls DROP COLUMN floor", "ALTER TABLE calls RENAME COLUMN called TO answered", "ALTER TABLE calls RENAME COLUMN answered TO called",
	} {
		w.exec(alter)
		r.Trials++
		time.Sleep(1200 * time.Millisecond)
	}
	ask()
	v := w.judge(nil)
	v.want(w)
	late, n := w.late("missed", good)
	if n != len(good) || late > onTime() {
		t.Errorf("%d of %d good ones told, the latest after %s", n, len(good), late)
	}
	if !d.alive() {
		t.Errorf("the daemon has ended\n%s", w.lastWords())
	}
	d.stop()
	r.take(v)
	r.Notes = fmt.Sprintf("%d kinds of rows, 7 changes of columns; evaluated + set aside = read; of the others the latest was told %.1f s after its instant",
		len(badRows), late.Seconds())
}

// tally holds check to it that evaluated + set aside = rows read.
func (w *world) tally(d *daemon) {
	w.t.Helper()
	out, _ := exec.Command(built(w.t), "check", "--config", d.config, "--json").Output() // it ends with 1: something is late
	var said struct {
		Rows, Events struct {
			Read      int `json:"read"`
			Evaluated int `json:"evaluated"`
			SetAside  int `json:"set_aside"`
		}
	}
	if err := json.Unmarshal(out, &said); err != nil {
		w.t.Fatalf("%v: %s", err, out)
	}
	if rows := said.Rows; rows.Read == 0 || rows.SetAside == 0 || rows.Read != rows.Evaluated+rows.SetAside || rows.Read != w.number("SELECT count(*) FROM calls") {
		w.t.Errorf("of %d rows check read %d, evaluated %d and set %d aside", w.number("SELECT count(*) FROM calls"), rows.Read, rows.Evaluated, rows.SetAside)
	}
}

// readyz asks the daemon why it is not ready.
func readyz(address string) string {
	answer, err := http.Get("http://" + address + "/readyz")
	if err != nil {
		return err.Error()
	}
	defer func() { _ = answer.Body.Close() }()
	var said struct{ Reasons []string }
	if err := json.NewDecoder(answer.Body).Decode(&said); err != nil {
		return err.Error()
	}
	return strings.Join(said.Reasons, "; ")
}

// freePort is an address nobody listens on.
func freePort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	return listener.Addr().String()
}

// Fault 15: bad, half-written and vanished standards below a running daemon.
func TestFault15BadStandards(t *testing.T) {
	beside(t)
	r := &result{Fault: "15", Name: "bad, half-written or vanished standards on reload"}
	conclude(t, r)
	address := freePort(t)
	w := newWorld(t, terms{channels: 6, more: fmt.Sprintf("server: { listen: %q }\n", address)})
	w.prime()
	d := w.start()
	folder, good := filepath.Join(w.dir, "standards"), w.standards("")
	file := filepath.Join(folder, "standards.yaml")
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	ways := map[string]func(){
		"half written":     func() { w.write("standards/standards.yaml", good[:len(good)*2/3]) },
		"one line missing": func() { w.write("standards/standards.yaml", strings.Replace(good, "measures:\n", "", 1)) },
		"no YAML":          func() { w.write("standards/standards.yaml", "\x00\xff[[[[") },
		"an unknown key":   func() { w.write("standards/standards.yaml", good+"nonsense: 1\n") },
		"2 MB":             func() { w.write("standards/standards.yaml", good+strings.Repeat("# \n", 700_000)) },
		"empty":            func() { w.write("standards/standards.yaml", "") },
		"file gone":        func() { must(os.Remove(file)) },
		"folder gone":      func() { must(os.RemoveAll(folder)) },
		"twice":            func() { w.write("standards/again.yaml", good) },
	}
	for range trials(1, 4) {
		for name, damage := range ways {
			before := w.number("SELECT count(*) FROM yardstick.alert WHERE key LIKE 'desk/%'")
			told := len(w.slack.Messages("")) > 0
			damage()
			r.Trials++
			if !until(patience, func() bool { return strings.Contains(readyz(address), "standards refused") }) {
				t.Errorf("%s: not visible: %q", name, readyz(address))
			}
			w.ask(2, time.Second)
			w.await("misses under the standards of before", func() bool {
				return w.number("SELECT count(*) FROM yardstick.alert WHERE key LIKE 'desk/%' AND kind = 'missed' AND state IN ('sent', 'grouped')") >=
					r.Trials*2 && (told || before == 0)
			})
			_ = os.Remove(filepath.Join(folder, "again.yaml"))
			w.write("standards/standards.yaml", good)
			w.await("the good ones again", func() bool { return !strings.Contains(readyz(address), "standards refused") })
		}
	}
	v := w.judge(nil)
	v.want(w)
	d.stop()
	r.take(v)
	r.Notes = fmt.Sprintf("%d ways; /readyz said so each time, the standards of before stayed live, and it healed without a restart", len(ways))
}

// Fault 16: a standard is edited while misses of it are open.
func TestFault16EditDuringAMiss(t *testing.T) {
	beside(t)
	r := &result{Fault: "16", Name: "a standard edited during an open miss"}
	conclude(t, r)
	w := newWorld(t, terms{channels: 6})
	w.prime()
	d := w.start()
	w.ask(12, time.Second)
	w.awaitDue()
	w.await("the misses", w.settled)
	good := w.standards("")
	edits := []string{
		w.standards(" as soon as we can"),
		strings.ReplaceAll(good, "within: 2s", "within: 3s"),
		strings.ReplaceAll(good, "within: 2s", "within: 1s"),
		strings.ReplaceAll(good, "warn_at: [50%]", "warn_at: [25%, 50%]"),
		strings.ReplaceAll(good, "timezone: UTC", "timezone: Europe/Berlin"),
		strings.ReplaceAll(good, "stop: called_back", "stop: [called_back]"),
		good,
	}
	missed := func() int {
		return w.number("SELECT count(*) FROM yardstick.alert WHERE kind = 'missed' AND action = 'post'")
	}
	before := missed()
	for range trials(1, 10) {
		for i, edit := range edits {
			loads := strings.Count(w.logs(), "standards loaded")
			w.write("standards/standards.yaml", edit)
			r.Trials++
			until(5*time.Second, func() bool { return strings.Count(w.logs(), "standards loaded") > loads })
			time.Sleep(1200 * time.Millisecond) // a round
			if after := missed(); after != before {
				t.Errorf("edit %d: %d misses told instead of %d", i, after, before)
			}
		}
	}
	v := w.judge(nil)
	v.want(w)
	d.stop()
	r.take(v)
	r.Notes = fmt.Sprintf("%d misses open, edits of text, target, warnings, calendar and measure; no stage was told again", before)
}
