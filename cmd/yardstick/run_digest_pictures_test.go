package main

import (
	"strings"
	"testing"
	"time"
)

// Where the workspace draws no charts, and takes a while to look at pictures, the digest comes some seconds later, once, with its PDF.
func TestRunSendsTheWeekWithPictures(t *testing.T) {
	t.Parallel()
	o := newDigestOffice(t)
	o.slack.TakeCharts(false)
	o.slack.SlowFiles(2)
	p := o.start(nil)
	o.at(digestTime)
	p.round()
	p.digestUntil(func() bool { return o.recorded() == 1 })
	for tries := range 10 {
		o.at(digestTime + time.Duration(tries)*10*time.Second)
		p.deliver()
		if len(o.executives()) > 0 {
			break
		}
		if tries == 0 && len(o.slack.Uploaded()) == 0 {
			t.Error("no picture was uploaded")
		}
	}
	wantDigest(t, o)
	blocks := string(o.slack.Messages("executives")[0].Blocks)
	if !strings.Contains(blocks, `"slack_file"`) || strings.Contains(blocks, "data_visualization") {
		t.Errorf("it has no pictures: %s", blocks)
	}
	// The pictures are one file a chart, and the PDF is one.
	if n, charts := len(o.slack.Uploaded()), strings.Count(blocks, `"type":"image"`); charts == 0 || n != charts+1 {
		t.Errorf("%d files were uploaded for %d charts", n, charts)
	}
}
