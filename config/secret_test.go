package config

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

// However a secret is printed, also within what fmt may not ask, it is not seen: so a panic over it, or a log of it, shows nothing.
func TestSecretsArePrintedByNobody(t *testing.T) {
	secret := NewSecret("canary")
	hidden := struct {
		token  Secret
		within map[string][]any
	}{secret, map[string][]any{"a": {secret, &secret}}}
	var out strings.Builder
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		for _, value := range []any{secret, &secret, hidden, &hidden, []Secret{secret}, map[Secret]Secret{secret: secret}} {
			fmt.Fprintf(&out, verb+"\n", value)
		}
	}
	for _, handler := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
		slog.New(handler).Error("said", "secret", secret, "in", hidden, "group", slog.GroupValue(slog.Any("secret", &secret)))
	}
	if err := json.NewEncoder(&out).Encode([]any{secret, &secret, hidden}); err != nil {
		t.Fatal(err)
	}
	if text := strings.ToLower(out.String()); strings.Contains(text, "canary") || strings.Contains(text, "63616e617279") {
		t.Errorf("it is seen: %s", &out)
	}
	if secret.Reveal() != "canary" || secret != NewSecret("canary") || secret == NewSecret("Canary") || secret.Empty() {
		t.Error("it is not itself")
	}
	if none := NewSecret(""); !none.Empty() || none != (Secret{}) || none.Reveal() != "" {
		t.Error("no secret is one")
	}
}
