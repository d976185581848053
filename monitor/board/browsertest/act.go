package browsertest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// blink is how often a page is asked whether what is waited for is there.
const blink = 20 * time.Millisecond

// Open goes to an address and waits until the page has loaded.
func (p *Page) Open(url string) {
	p.t.Helper()
	p.do("open "+url, chromedp.Navigate(url))
}

// Click clicks with the mouse on the first thing that a CSS selector finds, and ends the test where something covers it. It goes by
// the place on the screen, as a person does: that a page puts the same thing there anew meanwhile does no harm.
func (p *Page) Click(css string) {
	p.t.Helper()
	p.Wait(fmt.Sprintf(`document.querySelector(%q)`, css))
	at := Eval[struct {
		X, Y float64
		By   string
	}](p, fmt.Sprintf(`(() => {
		const e = document.querySelector(%q);
		e.scrollIntoView({ block: "nearest", behavior: "instant" });
		const box = e.getClientRects()[0] ?? { x: 0, y: 0, width: 0, height: 0 };
		const X = box.x + box.width / 2, Y = box.y + box.height / 2, hit = document.elementFromPoint(X, Y);
		return { X, Y, By: hit && (e.contains(hit) || hit.contains(e)) ? "" : hit ? hit.outerHTML.slice(0, 80) : "the edge of the screen" };
	})()`, css))
	if at.By != "" {
		p.t.Fatalf("%s can't be clicked on: in its place is %s", css, at.By)
	}
	p.do("click on "+css, chromedp.MouseClickXY(at.X, at.Y))
}

// Follow follows the first link that a CSS selector finds, wherever on the page it is by then.
func (p *Page) Follow(css string) {
	p.t.Helper()
	p.Wait(fmt.Sprintf(`document.querySelector(%q)`, css))
	Eval[bool](p, fmt.Sprintf(`(document.querySelector(%q).click(), true)`, css))
}

// Type presses the keys of a text, wherever the focus is.
func (p *Page) Type(text string) {
	p.t.Helper()
	p.do(fmt.Sprintf("type %q", text), chromedp.KeyEvent(text))
}

// keys are those that have a name.
var keys = map[string]string{
	"Tab": kb.Tab, "Enter": kb.Enter, "Escape": kb.Escape, "Space": " ", "Backspace": kb.Backspace, "ArrowDown": kb.ArrowDown,
	"ArrowUp": kb.ArrowUp, "Home": kb.Home, "End": kb.End, "PageDown": kb.PageDown,
}

// Press presses keys by their names, such as Tab, Shift+Tab, Enter and /.
func (p *Page) Press(names ...string) {
	p.t.Helper()
	for _, name := range names {
		var held []chromedp.KeyOption
		if len(name) == 1 {
			p.do("press "+name, key(name))
			continue
		}
		plain, shifted := strings.CutPrefix(name, "Shift+")
		if shifted {
			held = append(held, chromedp.KeyModifiers(chromedp.ModifierShift))
		}
		code, ok := keys[plain]
		if !ok {
			p.t.Fatalf("there is no key %q", plain)
		}
		p.do("press "+name, chromedp.KeyEvent(code, held...))
	}
}

// key presses a key that writes a character as a keyboard does: what takes the key itself keeps the character from being written.
func key(text string) chromedp.Action[chromedp.Void] {
	return func(ctx context.Context, _ *chromedp.Target) (chromedp.Void, error) {
		_, err := chromedp.Call(ctx, input.DispatchKeyEvent, input.DispatchKeyEventParams{
			Type: input.DispatchKeyEventTypeKeyDown, Key: text, Text: text,
		})
		if err == nil {
			_, err = chromedp.Call(ctx, input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyUp, Key: text})
		}
		return chromedp.Void{}, err
	}
}

// Wait waits until an expression of JavaScript is true, over any page that comes meanwhile.
func (p *Page) Wait(expression string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	tick := time.NewTicker(blink)
	defer tick.Stop()
	for {
		// An error is most likely that the page was left: the next one is asked again.
		if is, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("Boolean("+expression+")")); err == nil && is {
			return
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			p.t.Fatalf("in %s this did not come true: %s", patience, expression)
		}
	}
}

// Text gives the text that the first thing found by a CSS selector shows.
func (p *Page) Text(css string) string {
	p.t.Helper()
	return Eval[string](p, fmt.Sprintf(`document.querySelector(%q)?.innerText ?? "(there is no %s)"`, css, css))
}

// Count counts what a CSS selector finds.
func (p *Page) Count(css string) int {
	p.t.Helper()
	return Eval[int](p, fmt.Sprintf(`document.querySelectorAll(%q).length`, css))
}

// Path is where the page is: its path and query.
func (p *Page) Path() string {
	p.t.Helper()
	return Eval[string](p, `location.pathname + location.search`)
}

// Eval gives the value of an expression of JavaScript in the page.
func Eval[T any](p *Page, expression string) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		p.t.Fatalf("evaluate %s: %v", expression, err)
	}
	return v
}

// Expect says that the console may say what a text is part of.
func (p *Page) Expect(text string) { p.expected = append(p.expected, text) }

// unexpected is what the console said that nobody expected.
func (p *Page) unexpected() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(p.said), func(said string) bool {
		return slices.ContainsFunc(p.expected, func(e string) bool { return strings.Contains(said, e) })
	})
}

// Picture gives what is seen, as a PNG: the screen, or the whole page.
func (p *Page) Picture(whole bool) []byte {
	p.t.Helper()
	take := chromedp.CaptureScreenshot()
	if whole {
		take = chromedp.FullScreenshot(100)
	}
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	png, err := chromedp.Run(ctx, take)
	if err != nil {
		p.t.Fatalf("take a picture: %v", err)
	}
	return png
}

// keep puts a picture of a page that failed where the test's artifacts go (go test -artifacts).
func (p *Page) keep() {
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100)); err == nil {
		file := filepath.Join(p.t.ArtifactDir(), "page.png")
		if err := os.WriteFile(file, png, 0o644); err == nil {
			p.t.Logf("the page as it was: %s", file)
		}
	}
}

func (p *Page) do(what string, actions ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		p.t.Fatalf("%s: %v", what, err)
	}
}
