package monitor

import (
	"context"

	"github.com/yardstickd/yardstick/notifiers"
)

// digest tells a digest as it was recorded: nothing about it is asked anew.
func (t *try) digest(ctx context.Context) Settlement {
	ctx, cancel := t.within(ctx)
	defer cancel()
	digest, err := t.digestOf(ctx)
	if err != nil {
		return t.again(t.claim, err)
	}
	t.claim.Message.Digest = digest
	return t.send(ctx)
}

// digestOf reads the digest that the claim is about, with the address at which it is on the board.
func (t *try) digestOf(ctx context.Context) (*notifiers.Digest, error) {
	digest, err := t.Outbox.DigestOf(ctx, t.claim)
	if err != nil {
		return nil, err
	}
	if t.DigestLink != nil {
		digest.Link = t.DigestLink(digest.Report.Name, digest.Report.Period.Name)
	}
	return digest, nil
}

// digestFile tells the PDF of a digest in the thread of the message that told it. It is made from what was recorded, so that it can
// be made again as often as it has to be.
func (t *try) digestFile(ctx context.Context) Settlement {
	switch {
	case t.PDF == nil:
		return Settlement{State: Dropped, Reason: "there are no files here"}
	case t.claim.Opening() == nil:
		return Settlement{State: Dropped, Reason: "the digest is no longer there"}
	}
	ctx, cancel := t.within(ctx)
	defer cancel()
	digest, err := t.digestOf(ctx)
	if err != nil {
		return t.again(t.claim, err)
	}
	file := *t.claim.Message.File
	if file.Name, file.Content, err = t.PDF(digest); err != nil { // it will be no better the next time
		return Settlement{State: Failed, Reason: "making the PDF: " + err.Error()}
	}
	file.Title = digest.Report.Period.Title + ", as a PDF"
	t.claim.Message.File = &file
	return t.send(ctx)
}
