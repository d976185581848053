package slack

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// The headers of a signed request, and the version of the signature that there is.
const (
	signatureHeader  = "X-Slack-Signature"
	timestampHeader  = "X-Slack-Request-Timestamp"
	signatureVersion = "v0"
)

// signedWithin is how far a request's time may be from ours: who has caught one can't send it again much later.
const signedWithin = 5 * time.Minute

// errUnsigned says no more than that: who forges need not know what is wrong.
var errUnsigned = errors.New("the request is not signed by Slack")

// verify checks the signature of a request over its raw body, in constant time.
func verify(secret string, header http.Header, body []byte, now time.Time) error {
	seconds, err := strconv.ParseInt(header.Get(timestampHeader), 10, 64)
	if err != nil || secret == "" {
		return errUnsigned
	}
	if apart := now.Sub(time.Unix(seconds, 0)); apart > signedWithin || apart < -signedWithin {
		return errUnsigned
	}
	signature, found := strings.CutPrefix(header.Get(signatureHeader), signatureVersion+"=")
	given, err := hex.DecodeString(signature)
	if !found || err != nil {
		return errUnsigned
	}
	mac := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(mac, "%s:%d:", signatureVersion, seconds)
	_, _ = mac.Write(body) // never fails
	if !hmac.Equal(mac.Sum(nil), given) {
		return errUnsigned
	}
	return nil
}
