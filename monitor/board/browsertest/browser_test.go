package browsertest_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/yardstickd/yardstick/monitor/board/browsertest"
)

const tiny = `<!doctype html><html lang="en"><title>Tiny</title><link rel="icon" href="data:,">
<style>body { background: white } @media (prefers-color-scheme: dark) { body { background: black } } @media print { h1 { display: none } }</style>
<h1>Tiny</h1><form><label>Name <input name="name" autofocus></label><button>Go</button></form>
<p id="script">off</p><p id="later"></p>
<script>script.textContent = "on"; setTimeout(() => { later.textContent = "later" }, 60_000)</script>`

func serve(t *testing.T, page string) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, page)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func TestATinyPage(t *testing.T) {
	browser, url := browsertest.Start(t), serve(t, tiny)
	t.Run("mouse and keys", func(t *testing.T) {
		p := browser.Page(t, browsertest.View{Hasten: 1000})
		p.Open(url + "/")
		p.Wait(`document.activeElement.name === "name"`)
		p.Type("Jürgen")
		p.Press("Tab", "Shift+Tab", "Enter")
		p.Wait(`location.search === "?name=J%C3%BCrgen"`)
		if got := p.Path(); got != "/?name=J%C3%BCrgen" {
			t.Errorf("it is at %s", got)
		}
		p.Wait(`later.textContent === "later"`)
		p.Open(url + "/")
		p.Click("button")
		p.Wait(`location.search === "?name="`)
		if got := p.Text("#script"); got != "on" {
			t.Errorf("script is %s", got)
		}
	})
	t.Run("dark, narrow, printed, without script", func(t *testing.T) {
		p := browser.Page(t, browsertest.View{Width: 360, Height: 640, Dark: true, NoScript: true})
		p.Open(url)
		if got := p.Text("#script"); got != "off" {
			t.Errorf("script is %s", got)
		}
		if got := browsertest.Eval[string](p, `getComputedStyle(document.body).backgroundColor`); got != "rgb(0, 0, 0)" {
			t.Errorf("in the dark it is %s", got)
		}
		if got := browsertest.Eval[int](p, `innerWidth`); got != 360 {
			t.Errorf("it is %d wide", got)
		}
		if got := len(p.Picture(true)); got == 0 {
			t.Error("an empty picture")
		}
		paper := browser.Page(t, browsertest.View{Print: true})
		paper.Open(url)
		if got := browsertest.Eval[string](paper, `getComputedStyle(document.querySelector("h1")).display`); got != "none" {
			t.Errorf("on paper it is %s", got)
		}
	})
}

// complaint is a test that a page of its own fails.
type complaint struct {
	testing.TB
	errors   []string
	cleanups []func()
}

func (c *complaint) Helper()          {}
func (c *complaint) Failed() bool     { return false }
func (c *complaint) Cleanup(f func()) { c.cleanups = append(c.cleanups, f) }
func (c *complaint) Errorf(format string, args ...any) {
	c.errors = append(c.errors, fmt.Sprintf(format, args...))
}

// What goes wrong in a page must fail the test that opened it, or nobody would know.
func TestAPageThatGoesWrongFails(t *testing.T) {
	browser := browsertest.Start(t)
	for name, c := range map[string]struct{ page, want string }{
		"an exception":   {`<link rel="icon" href="data:,"><script>nowhere()</script>`, "nowhere is not defined"},
		"a violation":    {`<link rel="icon" href="data:,"><meta http-equiv="Content-Security-Policy" content="style-src 'none'"><p style="color:red">`, "Content Security Policy"},
		"a word":         {`<link rel="icon" href="data:,"><script>console.error("alas")</script>`, "alas"},
		"nothing at all": {`<link rel="icon" href="data:,"><p>fine`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			fake := &complaint{TB: t}
			p := browser.Page(fake, browsertest.View{})
			p.Open(serve(t, "<!doctype html>"+c.page))
			for _, f := range fake.cleanups {
				f()
			}
			if got := strings.Join(fake.errors, "\n"); !strings.Contains(got, c.want) || c.want == "" && got != "" {
				t.Errorf("it complains of %q, want %q", got, c.want)
			}
		})
	}
}

// A browser must leave no process and no folder behind.
func TestABrowserIsGoneAfterwards(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	t.Run("a browser", func(t *testing.T) {
		p := browsertest.Start(t).Page(t, browsertest.View{})
		p.Open(serve(t, tiny))
		if len(using(t, temp)) == 0 {
			t.Error("no process uses the folder: this would not see those that stay")
		}
	})
	if left := using(t, temp); len(left) > 0 {
		t.Errorf("still running: %s", left)
	}
	left, err := filepath.Glob(filepath.Join(temp, "chromedp-runner*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %s, %v", left, err)
	}
}

// using gives the command lines of the processes that name a folder.
func using(t *testing.T, folder string) []string {
	t.Helper()
	files, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, file := range files {
		if line, err := os.ReadFile(file); err == nil && strings.Contains(string(line), folder) { // else it has ended
			found = append(found, strings.ReplaceAll(string(line), "\x00", " "))
		}
	}
	return found
}
