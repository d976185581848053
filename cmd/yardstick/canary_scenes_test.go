package main

import (
	"encoding/base64"
	"net"
	"strings"
	"syscall"

	"github.com/yardstickd/yardstick/notifiers/notifierstest"
)

// aviaries are how things may go: each prepares an aviary, and says what must be in what comes out, so that it is known to
// have come to what it is about.
var aviaries = map[string]func(*aviary) []string{
	"all is well": func(a *aviary) []string {
		a.ends = func(string) bool {
			sockets, _ := a.chat.Sockets()
			return a.told() && sockets == 1
		}
		return []string{"yardstick_leader 1", `"ready": true`, "Solved within an hour."}
	},
	"the ledger repeats the password": func(a *aviary) []string {
		a.ledger.close()
		a.ends = nil
		return []string{"password authentication failed", "[secret]"}
	},
	"the ledger is away": func(a *aviary) []string {
		a.env["LEDGER"] = "postgres://u:canary-ledger@127.0.0.1:1/x"
		a.ends = nil
		return []string{"connection refused"}
	},
	"the ledger's address can't be read": func(a *aviary) []string {
		a.env["LEDGER"] = "postgres://u:canary-ledger%zz@127.0.0.1:1/x"
		a.ends = nil
		return []string{"can't be read"}
	},
	"the ledger has an option that is none": func(a *aviary) []string {
		a.env["LEDGER"] += "&connect_timeout=canary"
		a.ends = nil
		return []string{"the database URL"}
	},
	"the ledger goes, and repeats the password": func(a *aviary) []string {
		a.then = a.ledger.close
		a.says("password authentication failed")
		return []string{"password authentication failed", "[secret]", `"ledger": false`}
	},
	"the source repeats the password": func(a *aviary) []string {
		a.source.close()
		a.says("password authentication failed")
		return []string{"password authentication failed", "[secret]"}
	},
	"the source is away": func(a *aviary) []string {
		a.env["SOURCE"] = "host=127.0.0.1 port=1 user=u password=canary-source dbname=x"
		a.says("connection refused")
		return []string{"connection refused"}
	},
	"the source's address can't be read": func(a *aviary) []string {
		a.env["SOURCE"] = "canary-source of no form"
		a.says("can't be read")
		return []string{"can't be read"}
	},
	"the source goes, and repeats the password": func(a *aviary) []string {
		a.then = a.source.close
		a.says("password authentication failed")
		return []string{"password authentication failed", "[secret]"}
	},
	"all who are told repeat what they know": func(a *aviary) []string {
		for _, code := range []string{a.chat.AppToken(), a.chat.Token()} {
			a.chat.Misbehave(notifierstest.Fault{Kind: notifierstest.Refuse, Code: code, Method: "apps.connections.open", Times: 2})
			a.chat.Misbehave(notifierstest.Fault{Kind: notifierstest.Refuse, Code: "no " + code, Method: "conversations.list", Times: 2})
			a.chat.Misbehave(notifierstest.Fault{Kind: notifierstest.Refuse, Code: code, Method: "chat.postMessage", Times: 2})
		}
		a.chat.Misbehave(notifierstest.Fault{Kind: notifierstest.Refuse, Code: a.chat.Token(), Times: -1})
		password := notifierstest.SMTPPassword
		a.mail.Misbehave(notifierstest.MailFault{At: "AUTH", Code: 535, Text: "5.7.8 bad " + password})
		a.mail.Misbehave(notifierstest.MailFault{
			At: "MAIL", Code: 451, Text: "4.7.1 who sent " + base64.StdEncoding.EncodeToString([]byte("\x00"+notifierstest.SMTPUser+"\x00"+password)) + " or " + password, Times: -1,
		})
		a.hook.Misbehave(notifierstest.Fault{Kind: notifierstest.Status, Status: 307, Times: -1})
		a.says(`(?s)smtp_535.*http_307|http_307.*smtp_535`)
		return []string{"smtp_535", "http_307", "no connection to Slack for clicks", "unreadable_code"}
	},
	"all who are told answer nonsense": func(a *aviary) []string {
		a.chat.Misbehave(notifierstest.Fault{Kind: notifierstest.HTML, Times: -1})
		a.mail.Misbehave(notifierstest.MailFault{At: "RCPT", Kind: notifierstest.MailReset, Times: -1})
		a.hook.Misbehave(notifierstest.Fault{Kind: notifierstest.Reset, Times: -1})
		a.says(`(?s)bad_answer.*connection_lost|connection_lost.*bad_answer`)
		return []string{"bad_answer", "connection_lost", "no_answer"}
	},
	"all who are told are away": func(a *aviary) []string {
		a.replace(a.chat.URL(), "http://127.0.0.1:1/")
		a.env["SMTP"] = "smtp://canary-user:" + notifierstest.SMTPPassword + "@127.0.0.1:1"
		a.env["HOOK"] = "http://127.0.0.1:1" + notifierstest.ReceiverPath
		a.ends = func(logs string) bool { return strings.Count(logs, "unreachable") >= 3 }
		return []string{"unreachable"}
	},
	"addresses that can't be used": func(a *aviary) []string {
		a.env["SMTP"], a.env["HOOK"] = "smtp://me:canary@mail.example.com/canary", "https://evil.example/canary"
		a.ends = nil
		return []string{"email", "allow"}
	},
	"secrets that are not there": func(a *aviary) []string {
		a.env["BOT"], a.env["APP"] = "", a.chat.Token()
		a.ends = nil
		return []string{"BOT is empty"}
	},
	"secrets in the wrong places": func(a *aviary) []string {
		a.env["LEDGER"], a.env["SOURCE"], a.env["SMTP"] = a.chat.Token(), notifierstest.SMTPPassword, a.hook.URL()
		a.env["HOOK"] = a.env["SIGNING"]
		a.ends = nil
		return []string{"is not the address of a mail server"}
	},
	"the address to listen at is taken": func(a *aviary) []string {
		taken, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			a.t.Fatal(err)
		}
		a.t.Cleanup(func() { _ = taken.Close() })
		a.replace("127.0.0.1:0", taken.Addr().String())
		a.ends = nil
		return []string{"address already in use"}
	},
	"it dies with all its goroutines shown": func(a *aviary) []string {
		a.last = syscall.SIGQUIT
		return []string{"goroutine 1 ", "SIGQUIT"}
	},
}
