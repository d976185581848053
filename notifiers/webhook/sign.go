package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"unicode/utf8"
)

// The headers by which a receiver knows who sent a request, and that it is no old one.
const (
	timestampHeader = "X-Yardstick-Timestamp" // seconds since 1970
	signatureHeader = "X-Yardstick-Signature" // v1=…
)

// sign gives the HMAC-SHA256 of the timestamp, a dot and the body, in hex.
func sign(key []byte, timestamp string, body []byte) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(timestamp + "."))
	mac.Write(body)
	return "v1=" + hex.EncodeToString(mac.Sum(nil))
}

// maxID is how long an Idempotency-Key may be.
const maxID = 255

// idempotency is a key as a header has it: itself, or its hash where it is long or not plain.
func idempotency(key string) string {
	plain := len(key) <= maxID && utf8.ValidString(key)
	for _, r := range key {
		plain = plain && r >= ' ' && r < 0x7f
	}
	if plain && key != "" {
		return key
	}
	sum := sha256.Sum256([]byte(key))
	return "sha256:" + hex.EncodeToString(sum[:])
}
