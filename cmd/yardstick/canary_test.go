package main

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/yardstickd/yardstick/notifiers"
	"github.com/yardstickd/yardstick/notifiers/notifierstest"
)

// Secrets that are planted where an operator puts some. Each has "canary" in it, and the passwords have what must be
// written otherwise in a URL.
const (
	ledgerSecret  = "canary/LEDGER+69314718&pass"
	sourceSecret  = "canary/SOURCE+57721566&pass"
	signingSecret = "canary8f742231b10e8888abcd99"
	serverSecret  = "canary-1414213562-SERVERserver"
)

// canaries are all secrets that are planted.
func canaries(chat *notifierstest.Slack) []string {
	return []string{
		ledgerSecret, sourceSecret, signingSecret, serverSecret, chat.Token(), chat.AppToken(),
		notifierstest.SMTPPassword, notifierstest.ReceiverKey, notifierstest.ReceiverPath,
	}
}

// ticketOfASocket is in the address of one of Slack's sockets, which is good for whoever has it.
var ticketOfASocket = regexp.MustCompile(`ticket-\d+-SECRET`)

// seen gives what of some secrets is in a text, also of one that was cut off, and as it is written in URLs, in quotes, in
// hexadecimal, and anywhere in base64; "" for nothing.
func seen(text string, secrets []string) string {
	text = strings.NewReplacer("=\r\n", "", "=\n", "").Replace(text) // soft line ends of mails
	if found := ticketOfASocket.FindString(text); found != "" {
		return found
	}
	lower := strings.ToLower(text)
	for _, form := range []string{"canary", hex.EncodeToString([]byte("canary")), hex.EncodeToString([]byte("CANARY"))} {
		if at := strings.Index(lower, form); at >= 0 {
			return text[max(0, at-40):min(len(text), at+40)]
		}
	}
	for _, secret := range secrets {
		quoted := strconv.Quote(secret)
		forms := append(coded(secret), secret, url.QueryEscape(secret), url.PathEscape(secret), url.UserPassword("", secret).String()[1:], quoted[1:len(quoted)-1])
		for _, form := range forms {
			if strings.Contains(text, form) {
				return form
			}
		}
	}
	return ""
}

// coded gives what stands in base64 of any text that holds a secret: one form for each place that it may have among three bytes.
func coded(secret string) []string {
	var forms []string
	for before := range 3 {
		whole := base64.StdEncoding.EncodeToString([]byte("xx"[:before] + secret))
		inner := whole[[]int{0, 2, 3}[before] : len(whole)-4] // what is of the secret alone
		forms = append(forms, inner, strings.NewReplacer("+", "-", "/", "_").Replace(inner))
	}
	return forms
}

// A search that finds nothing must be able to find.
func TestSecretsAreSeenHoweverWritten(t *testing.T) {
	t.Parallel()
	chat := notifierstest.NewSlack(t)
	secrets := canaries(chat)
	for _, secret := range secrets {
		for name, text := range map[string]string{
			"itself": secret, "cut off": secret[:len(secret)*2/3], "in a query": url.QueryEscape(secret), "as a user's": url.UserPassword("me", secret).String(),
			"quoted": strconv.Quote(secret), "hexadecimal": hex.EncodeToString([]byte(secret)),
			"base64": base64.StdEncoding.EncodeToString([]byte(secret)), "one later": base64.StdEncoding.EncodeToString([]byte("1" + secret + "123")),
			"two later": base64.URLEncoding.EncodeToString([]byte("\x00u" + secret + "45")), "in a mail": secret[:9] + "=\r\n" + secret[9:],
		} {
			if seen("before it "+text+" after it", secrets) == "" {
				t.Errorf("%s: %s is not seen in %q", secret, name, text)
			}
		}
	}
	if found := seen("ws://slack/socket?ticket=ticket-1-SECRET", secrets); found == "" {
		t.Error("a socket's address is not seen")
	}
	if found := seen("level=INFO msg=\"nothing here\" password=[secret]", secrets); found != "" {
		t.Errorf("%q is taken for a secret", found)
	}
}

// TestNoSecretIsSeen runs every command with secrets planted wherever there are any, while all goes well and while what it
// talks to is wrong, away, or repeats them, and looks for them in all that comes out.
func TestNoSecretIsSeen(t *testing.T) {
	if testing.Short() {
		t.Skip("18 scenes with a database each take long, above all with the race detector")
	}
	t.Parallel()
	for name, prepare := range aviaries {
		for _, format := range []string{"text", "json"} {
			t.Run(name+", logged as "+format, func(t *testing.T) {
				t.Parallel()
				a := newAviary(t, format)
				wants := prepare(a)
				a.everything()
				for where, text := range a.out.all() {
					if found := seen(text, canaries(a.chat)); found != "" {
						t.Errorf("a secret is in %s: %s", where, found)
					}
				}
				all := strings.Join(slices.Collect(maps.Values(a.out.all())), "\n")
				for _, want := range wants {
					if !strings.Contains(all, want) {
						t.Errorf("it did not come to %q:\n%s", want, a.out.all()["run: stderr"])
					}
				}
			})
		}
	}
}

// TestTheSearchLooksEverywhere plants one where it comes out everywhere, in a ticket and in a source's name, and wants it found.
func TestTheSearchLooksEverywhere(t *testing.T) {
	t.Parallel()
	a := newAviary(t, "text")
	a.replace("name: desk", "name: canary")
	a.sql(`UPDATE tickets SET subject = 'a canary'`)
	a.everything()
	found := map[string]bool{}
	for where, text := range a.out.all() {
		if seen(text, canaries(a.chat)) != "" {
			found[where] = true
		}
	}
	for _, where := range []string{
		"check: stdout", "the file clocks.jsonl", "doctor: stdout", "run: stderr", "/readyz", "/metrics", "Slack", "mail", "webhooks", "ledger: alert", "ledger: clock",
	} {
		if !found[where] {
			t.Errorf("nothing is found in %s: %s", where, a.out.all()[where])
		}
	}
}

// gossip is a notifier that panics with what it knows.
type gossip struct {
	notifiers.Notifier
	secret string
}

func (g gossip) Post(context.Context, notifiers.Post) (notifiers.Receipt, error) {
	panic("can't post with " + g.secret)
}

// What a library may panic with is not told, neither by the log nor by the ledger.
func TestAPanicTellsNoSecret(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	p := o.start(func(n notifiers.Notifier) notifiers.Notifier { return gossip{n, o.slack.Token()} })
	p.round()
	o.ask("T1", "gold", 0)
	o.at(61 * time.Minute)
	p.round()
	p.deliverUntil(func() bool { return strings.Contains(strings.Join(o.states(), ""), "unsure") })
	var reasons string
	if err := o.db.QueryRow("SELECT string_agg(state_reason, ' ') FROM yardstick.alert").Scan(&reasons); err != nil {
		t.Fatal(err)
	}
	for where, text := range map[string]string{"the log": p.logs.String(), "the ledger": reasons} {
		if found := seen(text, canaries(o.slack)); found != "" || !strings.Contains(text, "panicked") {
			t.Errorf("%s: %q is seen in %s", where, found, text)
		}
	}
}
