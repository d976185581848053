package board

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"net/http"
	"path"
	"strings"

	"github.com/yardstickd/yardstick/notifiers/digest"
)

//go:embed static
var staticFiles embed.FS

// file is one of the board's own, under a name that changes with what is in it, so that browsers may keep it.
type file struct {
	kind string
	body []byte
}

// files are by the name in their address; addresses by the name of the file.
var files, addresses = readStatic()

func readStatic() (map[string]file, map[string]string) {
	byAddress, byName := map[string]file{}, map[string]string{}
	kinds := map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
	entries, err := staticFiles.ReadDir("static")
	if err != nil {
		panic(err) // it is in the program
	}
	add := func(name string, body []byte) {
		sum := sha256.Sum256(body)
		suffix := path.Ext(name)
		address := strings.TrimSuffix(name, suffix) + "-" + hex.EncodeToString(sum[:6]) + suffix
		byAddress[address], byName[name] = file{kinds[suffix], body}, "/board/"+address
	}
	for _, e := range entries {
		body, err := staticFiles.ReadFile("static/" + e.Name())
		if err != nil {
			panic(err)
		}
		if e.Name() == "board.css" {
			body = append(body, digest.ChartStyle()...)
		}
		add(e.Name(), body)
	}
	add("digest.css", []byte(digest.Style()))
	return byAddress, byName
}

// static gives one of the board's own files. They hold nothing of anybody's, and a login needs them.
func (b *Board) static(_ context.Context, r *http.Request) (*answer, error) {
	f, there := files[r.PathValue("file")]
	if !there {
		return nil, &failure{status: http.StatusNotFound, what: "There is no such file", todo: "Reload the page: it may be of an older program."}
	}
	return &answer{kind: f.kind, body: f.body, headers: map[string]string{"Cache-Control": "public, max-age=31536000, immutable"}}, nil
}
