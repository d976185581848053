package config

import (
	"os"
	"path/filepath"
	"time"

	"github.com/yardstickd/yardstick/config/diag"
)

// The values of what a file may leave out.
const (
	defaultSchema    = "yardstick"
	defaultRound     = "* * * * *"
	defaultReconcile = "0 3 * * *"
	defaultDigest    = "0 8 * * MON"
	defaultDaily     = "30 7 * * *"
	defaultLease     = 30 * time.Second
	defaultGroupOver = 5
)

var configKeys = []string{"database", "sources", "standards", "schedule", "slack", "alerts", "email", "webhooks", "digest", "server"}

// Load reads yardstick.yaml. References to secrets are resolved, environment
// variables with getenv (os.LookupEnv); relative paths are taken from the
// file's folder. The config is nil if any problem is an error.
func Load(path string, getenv func(string) (string, bool)) (*Config, []diag.Problem) {
	return readConfig(openDocument(path), getenv)
}

// operator is yardstick.yaml while it is read.
type operator struct {
	doc    *document
	getenv func(string) (string, bool)
	config Config
	hooks  hookNames
}

func readConfig(doc *document, getenv func(string) (string, bool)) (*Config, []diag.Problem) {
	o := &operator{doc: doc, getenv: getenv, config: Config{
		Path:     doc.path,
		Database: Database{Schema: defaultSchema},
		Schedule: Schedule{
			Location: time.UTC, Round: defaultRound, Reconcile: defaultReconcile, Digest: defaultDigest, Daily: defaultDaily,
		},
		Digest: Digest{By: defaultBy(), Customer: defaultCustomer},
		Alerts: Alerts{Lease: defaultLease, GroupOver: defaultGroupOver},
	}}
	o.config.Standards = o.path("standards")
	if top, ok := doc.top(); ok {
		if f, ok := top.fields("yardstick.yaml", configKeys...); ok {
			o.read(f)
		}
	}
	problems := doc.report()
	if diag.Failed(problems) {
		return nil, problems
	}
	return &o.config, problems
}

func (o *operator) read(f fields) {
	if v, ok := f.get("database"); ok {
		o.database(v)
	}
	if v, ok := f.get("sources"); ok {
		o.sources(v)
	} else if !f.meant["sources"] {
		f.at.hint("no-sources", "no source is named: there are no tickets to look at").Hint = "add sources:"
	}
	o.standards(f)
	if v, ok := f.get("schedule"); ok {
		o.schedule(v)
	}
	if v, ok := f.get("slack"); ok {
		o.slack(v, f.hasOrMeant("server"))
	}
	if v, ok := f.get("alerts"); ok {
		o.alerts(v)
	}
	if v, ok := f.get("email"); ok {
		o.email(v)
	}
	o.hooks.unsure = f.meant["webhooks"]
	if v, ok := f.get("webhooks"); ok {
		o.webhooks(v)
	}
	if v, ok := f.get("digest"); ok {
		o.digest(v, f.hasOrMeant("email"))
	}
	if v, ok := f.get("server"); ok {
		o.server(v)
	}
}

// path makes a written path one from the file's folder.
func (o *operator) path(written string) string {
	if filepath.IsAbs(written) {
		return filepath.Clean(written)
	}
	joined := filepath.Join(filepath.Dir(o.doc.path), written)
	if abs, err := filepath.Abs(joined); err == nil {
		return abs
	}
	return joined
}

func (o *operator) standards(f fields) {
	v, ok := f.get("standards")
	if !ok {
		if _, err := os.Stat(o.config.Standards); err != nil {
			f.at.fail("file", "no standards are named, and there is no folder standards beside this file").
				Hint = "add standards: with the path of a folder"
		}
		return
	}
	written, ok := v.filled("the folder of the standards")
	if !ok {
		return
	}
	o.config.Standards = o.path(written)
	if _, err := os.Stat(o.config.Standards); err != nil {
		v.fail("file", "%s: %s", quoted(written), fileError(err)).Hint = "the path is taken from the folder of this file"
	}
}

func (o *operator) database(v value) {
	f, ok := v.fields("database", "url", "schema", "embedded")
	if !ok {
		return
	}
	f.only("url", "embedded")
	if v, ok := f.get("url"); ok {
		o.config.Database.URL = o.databaseURL(v)
	}
	if v, ok := f.get("schema"); ok {
		o.config.Database.Schema = v.schema()
	}
	if text, ok := f.text("embedded", "the folder of a private Postgres"); ok {
		o.config.Database.Embedded = o.path(text)
	}
}

// between reads a time that has limits.
func (v value) between(what string, least, most time.Duration) time.Duration {
	text, ok := v.filled("a time such as 30s")
	if !ok {
		return 0
	}
	length, wrong := parseOpen(text)
	switch {
	case wrong != nil && !zeroTime(text):
		v.fail("time", "%s", wrong.why).Hint = "write seconds or minutes, such as 30s"
	case length < least || length > most:
		v.fail("time", "%s of %s is not between %s and %s", what, text, shortTime(least), shortTime(most))
	}
	return length
}
