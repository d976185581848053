package digest

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"

	"github.com/yardstickd/yardstick/rules/compliance"
)

//go:embed page.html
var pageSource string

// HTML writes the digest as one page that needs nothing else: no script, nothing from elsewhere.
func HTML(w io.Writer, r *compliance.Report, o Options) error { return render(w, "page", r, o) }

// Fragment writes what stands in the page's main element, for a page that has Style.
func Fragment(w io.Writer, r *compliance.Report, o Options) error { return render(w, "digest", r, o) }

// Style is the style of the page and of its charts.
func Style() string { return pageStyle + chartStyle }

func render(w io.Writer, part string, r *compliance.Report, o Options) error {
	if err := pages.ExecuteTemplate(w, part, viewOf(r, o)); err != nil {
		return fmt.Errorf("write the digest as HTML: %w", err)
	}
	return nil
}

// pages are parsed once; they are in the binary.
var pages = template.Must(template.New("").Funcs(template.FuncMap{
	"style": func() template.CSS { return template.CSS(Style()) }, //nolint:gosec // ours alone
	"nbsp":  func(text string) string { return strings.ReplaceAll(text, " %", "\u00a0%") },
	"none":  none,
	"pair":  func(row standardView, page *view) figuresView { return figuresView{Row: row, Page: page} },
}).Parse(pageSource))

// none adds the class of a figure that a phone leaves out, since there is nothing to say.
func none(figure string) string {
	if figure == "" || figure == "–" || figure == "0" {
		return " none"
	}
	return ""
}

// figuresView is a row, and the page that says what its columns are.
type figuresView struct {
	Row  standardView
	Page *view
}
