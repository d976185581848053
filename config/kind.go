package config

import (
	"slices"

	"github.com/yardstickd/yardstick/config/diag"
)

// KindOf tells by its keys what kind of file a path is: "standards", "config"
// or "map"; "" where that can't be told, such as a file that is not YAML.
func KindOf(path string) string {
	d := openDocument(path)
	if d.root == nil {
		return ""
	}
	entries, ok := (value{d, d.root}).entries("")
	if !ok {
		return ""
	}
	best, most := "", 0
	for _, kind := range []struct {
		name string
		keys []string
	}{{"standards", setKeys}, {"config", configKeys}, {"map", importKeys}} {
		n := 0
		for _, e := range entries {
			key := e.key.node.Value
			// The one key of two kinds: a list of promises, or the path of a folder.
			if key == "standards" && (kind.name == "standards") != e.value.isList() {
				continue
			}
			if slices.Contains(kind.keys, key) {
				n++
			}
		}
		if n > most {
			best, most = kind.name, n
		}
	}
	return best
}

// HoldsStandards tells whether a file has a list of standards, rather than only tests, or what standards are made of.
func HoldsStandards(path string) bool {
	d := openDocument(path)
	if d.root == nil {
		return false
	}
	entries, _ := (value{d, d.root}).entries("")
	return slices.ContainsFunc(entries, func(e entry) bool { return e.key.node.Value == "standards" && e.value.isList() })
}

// StandardFiles lists the files that LoadStandards reads of a path: those of a folder, or the file itself.
func StandardFiles(path string) ([]string, []diag.Problem) {
	paths, problem := standardFiles(path)
	if problem != nil {
		return nil, []diag.Problem{*problem}
	}
	return paths, nil
}
