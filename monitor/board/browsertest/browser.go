package browsertest

import (
	"context"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// names are how distributions call the browser.
var names = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "headless-shell"}

// patience is how long anything may take that a browser is asked for. It is long, since machines may be busy: nothing waits for it to pass.
const patience = 30 * time.Second

// Browser is a browser that runs until its test ends.
type Browser struct{ ctx context.Context }

// Start starts a browser, or skips the test where none is installed.
func Start(t testing.TB) *Browser {
	t.Helper()
	program := find()
	if program == "" {
		t.Skip("no chromium on the PATH (Debian: apt install chromium): pages are not looked at")
	}
	home := t.TempDir() // else it leaves traces in the home of who runs the tests
	ctx, stop := chromedp.NewExecAllocator(context.WithoutCancel(t.Context()), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program),
		chromedp.Env("HOME="+home, "XDG_CONFIG_HOME="+home, "XDG_CACHE_HOME="+home, "TZ=UTC", "LANG=en_GB.UTF-8"),
		chromedp.Flag("disable-gpu", true),
		chromedp.Flag("disable-crash-reporter", true),
		chromedp.Flag("hide-scrollbars", false), // what scrolls must be seen to
	)...)
	ctx, closeBrowser := chromedp.NewContext(ctx)
	t.Cleanup(func() {
		closeBrowser()
		stop() // waits until its processes and its profile are gone
	})
	started := time.AfterFunc(2*patience, closeBrowser)
	defer started.Stop()
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		t.Fatalf("%s does not start: %v", program, err)
	}
	return &Browser{ctx}
}

// find gives where the browser is; "" for nowhere.
func find() string {
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}
