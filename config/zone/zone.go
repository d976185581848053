// Package zone gives time zones from data embedded in the binary.
//
// time.LoadLocation prefers the zone files of the system it runs on, so two
// replicas on two images could judge the same ticket differently, and an image
// without zone files could not judge it at all. Here every binary of one build
// has the same zones, and Version says which. It never falls back on the system.
//
// The data is the IANA time zone database (public domain) in the form the Go
// distribution ships it; `go generate` copies it from there.
package zone

import (
	"archive/zip"
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"
)

//go:generate go run generate.go

//go:embed zoneinfo.zip
var archive []byte

//go:embed release.txt
var release string

// files opens the archive once and lists its zones by name.
var files = sync.OnceValues(func() (map[string]*zip.File, error) {
	r, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		return nil, fmt.Errorf("embedded zone data: %w", err)
	}
	byName := make(map[string]*zip.File, len(r.File))
	for _, f := range r.File {
		if !strings.HasSuffix(f.Name, "/") {
			byName[f.Name] = f
		}
	}
	return byName, nil
})

// Load gives a zone by its IANA name, such as Europe/Berlin. Names are exact;
// the error for an unknown one suggests a close one. "Local" is no zone here.
func Load(name string) (*time.Location, error) {
	if name == "" {
		return nil, errors.New("no time zone is named: write one such as Europe/Berlin, or UTC")
	}
	byName, err := files()
	if err != nil {
		return nil, err
	}
	if name == "UTC" {
		return time.UTC, nil
	}
	f, ok := byName[name]
	if !ok {
		return nil, unknown(name)
	}
	data, err := read(f)
	if err != nil {
		return nil, fmt.Errorf("embedded zone data of %s: %w", name, err)
	}
	return time.LoadLocationFromTZData(name, data)
}

func read(f *zip.File) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(r)
	return data, errors.Join(err, r.Close())
}

// Names gives the names of all zones, sorted.
func Names() []string {
	byName, err := files()
	if err != nil {
		return nil
	}
	names := make([]string, 0, len(byName))
	for name := range byName {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Version gives the release of the database, such as 2025c.
func Version() string {
	version, _, _ := strings.Cut(release, " ")
	return version
}
