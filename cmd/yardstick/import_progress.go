package main

import (
	"io"
	"os"
	"time"

	"github.com/mattn/go-isatty"
	"github.com/schollz/progressbar/v3"

	"github.com/yardstickd/yardstick/monitor/csvimport"
)

// importBar shows how far an import is: on a terminal a bar for each phase, elsewhere nothing.
type importBar struct {
	out   io.Writer // nil shows nothing
	phase csvimport.Phase
	bar   *progressbar.ProgressBar
}

func newImportBar(out io.Writer) *importBar {
	if file, ok := out.(*os.File); !ok || !isatty.IsTerminal(file.Fd()) {
		out = nil
	}
	return &importBar{out: out}
}

func (b *importBar) show(p csvimport.Progress) {
	if b.out == nil {
		return
	}
	if b.bar == nil || p.Phase != b.phase {
		b.begin(p)
	}
	_ = b.bar.Set64(p.Done) // only for the eyes
}

func (b *importBar) begin(p csvimport.Progress) {
	b.clear()
	b.phase = p.Phase
	options := []progressbar.Option{
		progressbar.OptionSetWriter(b.out), progressbar.OptionThrottle(100 * time.Millisecond), progressbar.OptionClearOnFinish(),
		progressbar.OptionSetDescription("reading"), progressbar.OptionShowBytes(true), progressbar.OptionSetWidth(30),
	}
	if p.Phase == csvimport.Writing {
		options = append(options, progressbar.OptionSetDescription("writing"), progressbar.OptionShowBytes(false), progressbar.OptionShowCount())
	}
	b.bar = progressbar.NewOptions64(p.Total, options...)
}

func (b *importBar) clear() {
	if b.bar != nil {
		_ = b.bar.Clear()
		b.bar = nil
	}
}
