package browsertest

import (
	"context"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// View is how a page is looked at.
type View struct {
	Width, Height int  // in CSS pixels; 1280 × 900 where they are not said
	Phone         bool // the width of the device counts, and it is touched
	Dark          bool // the person likes it dark
	Print         bool // on paper
	NoScript      bool // JavaScript is off
	// Hasten has the page's timers of a second and more run so many times as fast; 0 leaves them.
	Hasten int
	Scale  float64 // device pixels a CSS pixel, for pictures; 1 where it is not said
}

// Page is a tab. Its methods end the test where what they ask for does not come about.
type Page struct {
	t        testing.TB
	ctx      context.Context
	mu       sync.Mutex
	said     []string
	expected []string // parts of what its console may say
}

// Page opens a tab that shares no cookies and no storage with others.
func (b *Browser) Page(t testing.TB, v View) *Page {
	t.Helper()
	ctx, closePage := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext())
	p := &Page{t: t, ctx: ctx}
	// Not within p.do: the tab lives as long as the context that it was opened in.
	if err := chromedp.Do(ctx, v.actions()...); err != nil {
		closePage()
		t.Fatalf("open a tab: %v", err)
	}
	heard := p.listen()
	t.Cleanup(func() {
		if t.Failed() {
			p.keep()
		}
		p.do("hear its console out", chromedp.Evaluate[chromedp.Void](`console.error("`+lastWord+`")`))
		<-heard
		closePage()
		for _, said := range p.unexpected() {
			t.Errorf("the console says: %s", said)
		}
	})
	return p
}

// lastWord is what is said on a console last, so that all before it has been heard.
const lastWord = "that was all"

// listen keeps what the console says, and tells when it has heard the last word.
func (p *Page) listen() <-chan struct{} {
	messages, done := chromedp.Console(p.ctx), make(chan struct{})
	go func() {
		defer close(done)
		for m, err := range messages {
			switch {
			case err != nil || m.Text == lastWord:
				return
			case m.Type == chromedp.ConsoleError || m.Type == chromedp.ConsoleWarning || m.IsException():
				p.mu.Lock()
				p.said = append(p.said, m.String())
				p.mu.Unlock()
			}
		}
	}()
	return done
}

func (v View) actions() []chromedp.Action[chromedp.Void] {
	if v.Width == 0 {
		v.Width = 1280
	}
	if v.Height == 0 {
		v.Height = 900
	}
	if v.Scale == 0 {
		v.Scale = 1
	}
	size := []chromedp.EmulateViewportOption{chromedp.EmulateScale(v.Scale)}
	if v.Phone {
		size = append(size, chromedp.EmulatePortrait, chromedp.EmulateMobile, chromedp.EmulateTouch)
	}
	scheme, medium := "light", "screen"
	if v.Dark {
		scheme = "dark"
	}
	if v.Print {
		medium = "print"
	}
	return []chromedp.Action[chromedp.Void]{
		chromedp.EmulateViewport(int64(v.Width), int64(v.Height), size...),
		func(ctx context.Context, _ *chromedp.Target) (chromedp.Void, error) {
			_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
				Media: medium, Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
			})
			if err == nil && v.NoScript {
				_, err = chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
			}
			if err == nil && v.Hasten > 1 {
				_, err = chromedp.Call(ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{
					Source: strings.ReplaceAll(hasten, "TIMES", strconv.Itoa(v.Hasten)),
				})
			}
			return chromedp.Void{}, err
		},
	}
}

// hasten has long timers run faster, so that a test need not wait for them.
const hasten = `for (const name of ["setTimeout", "setInterval"]) {
	const real = window[name];
	window[name] = (f, wait, ...rest) => real.call(window, f, wait >= 1000 ? wait / TIMES : wait, ...rest);
}`
