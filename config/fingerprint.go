package config

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/yardstickd/yardstick/config/diag"
)

// languageVersion goes up when the same files (or the holidays and zones they name) mean something else than they did in
// an earlier release, so that a daemon that is updated judges every ticket anew.
const languageVersion = 1

// fingerprint identifies what was read: the bytes of every file, whatever the files are called and in whatever order
// they came, and this program's understanding of them. An iCalendar file is told apart by the name it is referred to by.
func fingerprint(docs []*document) string {
	var read []string
	for _, d := range docs {
		read = append(read, d.digest)
		for _, r := range d.referred {
			read = append(read, d.digest+" "+r)
		}
	}
	slices.Sort(read)
	h := sha256.New()
	_, _ = fmt.Fprintf(h, "language %d\n", languageVersion)
	for _, r := range read { // a file and its copy are not the same as the file alone
		_, _ = fmt.Fprintln(h, r)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// refer notes a file that the document names, as it was read just now from a path; what could not be read counts by its error.
func (d *document) refer(name, path string, data []byte, err error) {
	d.named = append(d.named, path)
	if err != nil {
		data = []byte(err.Error())
	}
	d.referred = append(d.referred, fmt.Sprintf("%q %t %s", name, err == nil, digest(data)))
}

// Reading is what was found at a path at one time.
type Reading struct {
	Set      *Set // nil if any problem is an error
	Problems []diag.Problem
	// Fingerprint identifies what was read, also where it has errors; equal fingerprints are equal bytes.
	Fingerprint string
	// Files are the paths of all files that were read or looked for, the iCalendar files too.
	Files []string
}

// ReadStandards is LoadStandards that also says of unusable files what they were. A file that is written half may well be
// a whole one to a reader, with fewer standards, which would retire the others: who reads while somebody may be writing
// takes only what two readings agree on, by their fingerprints.
func ReadStandards(path string) Reading {
	paths, problem := standardFiles(path)
	if problem != nil {
		return Reading{Problems: []diag.Problem{*problem}, Fingerprint: digest([]byte(problem.Message)), Files: []string{path}}
	}
	docs := openDocuments(paths)
	set, problems := readStandards(docs)
	files := []string{path}
	for _, d := range docs {
		files = append(append(files, d.path), d.named...)
	}
	return Reading{Set: set, Problems: problems, Fingerprint: fingerprint(docs), Files: files}
}
