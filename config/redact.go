package config

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// What looks like a secret is never shown, wherever it stands: a person who
// pasted a token into the wrong place must not find it in a build log too.
var (
	secretValue = regexp.MustCompile(`(?i)(?:token|passw(?:or)?d|secret|api_?key)["']?\s*[:=]\s*["']?([^"'\s,}&$][^"'\s,}&]*)`)
	urlPassword = regexp.MustCompile(`://[^/\s:@]*:([^\s/]+)@`)
	slackSecret = regexp.MustCompile(`(xox[a-z]-[\w-]+|xapp-[\w-]+|hooks\.slack\.com/services/[\w/]+)`)
)

// redact replaces what looks like a secret by as many dots, so that columns stay what they are.
func redact(line string) string {
	for _, form := range []*regexp.Regexp{secretValue, urlPassword, slackSecret} {
		places := form.FindAllStringSubmatchIndex(line, -1)
		for i := len(places) - 1; i >= 0; i-- {
			from, to := places[i][2], places[i][3]
			line = line[:from] + strings.Repeat("•", utf8.RuneCountInString(line[from:to])) + line[to:]
		}
	}
	return line
}
