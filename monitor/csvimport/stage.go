package csvimport

import (
	"errors"
	"strconv"
	"strings"

	"github.com/yardstickd/yardstick/rules/match"
)

// Staged cells travel in one text: each is "-" for null or its length, a
// colon and its bytes. One column moves twice as fast as a dozen, and a
// separator of any kind could stand in a ticket's text.

func packCells(into []byte, cells []match.Value) []byte {
	for _, v := range cells {
		if v.Null {
			into = append(into, '-')
			continue
		}
		into = strconv.AppendInt(into, int64(len(v.Text)), 10)
		into = append(into, ':')
		into = append(into, v.Text...)
	}
	return into
}

var errStaged = errors.New("the staging table gave back something else than was put in")

// unpackCells fills cells with parts of the text.
func unpackCells(text string, cells []match.Value) error {
	for i := range cells {
		if strings.HasPrefix(text, "-") {
			cells[i], text = match.Value{Null: true}, text[1:]
			continue
		}
		length, rest, _ := strings.Cut(text, ":")
		n, err := strconv.Atoi(length)
		if err != nil || n < 0 || n > len(rest) {
			return errStaged
		}
		cells[i], text = match.Value{Text: rest[:n]}, rest[n:]
	}
	if text != "" {
		return errStaged
	}
	return nil
}
