package email

import (
	"bytes"
	"fmt"
	"strings"

	gomail "github.com/wneessen/go-mail"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/notifiers/digest"
)

// maxDigestText is how many bytes the text part of a digest may have. The HTML part, the charts and the PDF are bounded by what they show.
const maxDigestText = 100 << 10

// digestBody writes a digest into a mail: text and HTML that say the same, the charts as pictures that come with it, and the PDF.
func (e *Email) digestBody(m *gomail.Msg, d *notifiers.Digest) error {
	r, domain := d.Report, e.domain()
	options := digest.Options{Location: d.Location, Link: d.Link}
	pictures, err := digest.Pictures(r, domain)
	if err != nil {
		return err
	}
	var text, html, pdf bytes.Buffer
	for _, err := range []error{
		digest.Text(&text, r, options), digest.Mail(&html, r, options, pictures), digest.PDF(&pdf, r, options),
	} {
		if err != nil {
			return fmt.Errorf("write the digest: %w", err)
		}
	}
	m.Subject(subject(digest.Headline(r), line(digest.Title(r), maxCell)))
	m.SetGenHeader("List-Id", "<"+listName(r.Name)+".digest."+domain+">")
	m.SetBodyString(gomail.TypeTextPlain, bounded(text.String(), maxDigestText))
	m.AddAlternativeString(gomail.TypeTextHTML, html.String())
	for i := range pictures {
		p := &pictures[i]
		m.EmbedReadSeeker(p.Name, bytes.NewReader(p.PNG), gomail.WithFileContentID("<"+p.CID+">"), gomail.WithFileContentType("image/png"))
	}
	name := fileName("digest-"+listName(r.Name)+"-"+r.Period.Name[:min(len(r.Period.Name), 30)]) + ".pdf"
	m.AttachReadSeeker(name, bytes.NewReader(pdf.Bytes()), gomail.WithFileContentType("application/pdf"))
	return nil
}

// listName is a digest's name as a mail's List-Id has it (RFC 2919).
func listName(name string) string {
	kept := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, strings.ToLower(name[:min(len(name), 60)]))
	if kept = strings.Trim(kept, "-"); kept == "" {
		return "unnamed"
	}
	return kept
}

// bounded cuts a text that is too long at the end of a line, and says so.
func bounded(text string, most int) string {
	if len(text) <= most {
		return text
	}
	end := strings.LastIndexByte(text[:most], '\n')
	return text[:end+1] + "\n… The rest is in the PDF, and on the board.\n"
}
