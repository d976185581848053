package board

import (
	"bytes"
	"embed"
	"html/template"
	"log/slog"
	"strings"
)

//go:embed templates
var templateFiles embed.FS

// pages are the templates, each with the frame around it.
var pages = readTemplates("front", "ticket", "standards", "standard", "digests", "digest", "failure", "login")

func readTemplates(names ...string) map[string]*template.Template {
	frame := template.Must(template.New("frame").Funcs(template.FuncMap{
		"file": func(name string) string { return addresses[name] },
	}).ParseFS(templateFiles, "templates/frame.html"))
	made := map[string]*template.Template{}
	for _, name := range names {
		made[name] = template.Must(template.Must(frame.Clone()).ParseFS(templateFiles, "templates/"+name+".html"))
	}
	return made
}

// frame is what stands around each page.
type frame struct {
	Title string
	Here  string // the page that is shown, among those of the navigation; "" for none of them
	Now   moment
	// Fresh says that the page refreshes itself.
	Fresh bool
	// Out says that whoever is in can leave.
	Out bool
	// Styles are further files of style.
	Styles []string
	Page   any
}

// render makes a page.
func (b *Board) render(name string, f *frame, page any) *answer {
	f.Page, f.Out = page, b.Pass != nil && name != "login"
	var out bytes.Buffer
	if err := pages[name].ExecuteTemplate(&out, "frame.html", f); err != nil {
		b.Log.Error("a template of the board failed", slog.String("page", name), slog.Any("error", err))
		return &answer{status: 500, kind: "text/plain; charset=utf-8", body: []byte("This page can't be shown: the daemon's log says why.\n")}
	}
	return &answer{body: out.Bytes()}
}

// cut shortens a text for a cell, between two characters.
func cut(text string, most int) string {
	text = strings.ToValidUTF8(text, "\ufffd")
	if letters := []rune(text); len(letters) > most {
		return strings.TrimSpace(string(letters[:most-1])) + "…"
	}
	return text
}
