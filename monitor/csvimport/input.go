package csvimport

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync/atomic"

	"github.com/klauspost/compress/gzip"
	"github.com/ulikunitz/xz"
	"golang.org/x/text/encoding/charmap"

	"github.com/yardstickd/yardstick/config"
)

// What a file is can be told by its first bytes; its name may say anything.
var (
	magicXZ   = []byte{0xfd, '7', 'z', 'X', 'Z', 0}
	magicGzip = []byte{0x1f, 0x8b}
	magicZip  = []byte{'P', 'K', 3, 4}
	bomUTF8   = []byte{0xef, 0xbb, 0xbf}
	bomUTF16L = []byte{0xff, 0xfe}
	bomUTF16B = []byte{0xfe, 0xff}
)

// openExport opens the file, "-" being stdin, and gives its size in bytes, -1 where that is not known.
func openExport(path string, stdin io.Reader) (in io.ReadCloser, size int64, err error) {
	if path == "-" {
		if stdin == nil {
			return nil, 0, errors.New("there is no standard input to read")
		}
		return io.NopCloser(stdin), -1, nil
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, 0, err
	}
	info, err := file.Stat()
	if err == nil && info.IsDir() {
		err = fmt.Errorf("%s is a folder, not a CSV file", path)
	}
	if err != nil {
		_ = file.Close()
		return nil, 0, err
	}
	if !info.Mode().IsRegular() {
		return file, -1, nil
	}
	return file, info.Size(), nil
}

// plain gives the text of an export as UTF-8: unpacked, decoded, without a byte order mark.
func plain(raw io.Reader, encoding config.Encoding) (io.Reader, error) {
	bare, err := unpack(bufio.NewReaderSize(raw, 1<<16))
	if err != nil {
		return nil, err
	}
	text := bufio.NewReaderSize(bare, 1<<16)
	head, err := text.Peek(3)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	switch {
	case bytes.HasPrefix(head, bomUTF8):
		_, err := text.Discard(len(bomUTF8))
		return text, err
	case bytes.HasPrefix(head, bomUTF16L), bytes.HasPrefix(head, bomUTF16B):
		return nil, errors.New("the file is UTF-16: save it as UTF-8, or convert it, for example with `iconv -f UTF-16 -t UTF-8`")
	}
	switch encoding {
	case config.Latin1:
		return charmap.ISO8859_1.NewDecoder().Reader(text), nil
	case config.Windows1252:
		return charmap.Windows1252.NewDecoder().Reader(text), nil
	}
	return text, nil
}

func unpack(in *bufio.Reader) (io.Reader, error) {
	head, err := in.Peek(len(magicXZ))
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	switch {
	case bytes.Equal(head, magicXZ):
		r, err := xz.NewReader(in)
		return unpacked{r, "xz"}, broken("xz", err)
	case bytes.HasPrefix(head, magicGzip):
		r, err := gzip.NewReader(in)
		return unpacked{r, "gzip"}, broken("gzip", err)
	case bytes.HasPrefix(head, magicZip):
		return nil, errors.New("the file is a ZIP archive, as Excel workbooks are: unpack it, or save the sheet as CSV")
	}
	return in, nil
}

// unpacked is the text of a packed file.
type unpacked struct {
	io.Reader
	form string
}

// Read says in its errors what is wrong with the file.
func (u unpacked) Read(p []byte) (int, error) {
	n, err := u.Reader.Read(p)
	return n, broken(u.form, err)
}

func broken(form string, err error) error {
	switch {
	case err == nil || errors.Is(err, io.EOF):
		return err
	case errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("the %s file is cut off: fetch it again", form)
	}
	return fmt.Errorf("the %s file is damaged here, or something else follows it: %w", form, err)
}

// counted counts the bytes that are read of a file, for the progress bar.
type counted struct {
	in   io.Reader
	read atomic.Int64 // read ahead in one goroutine, shown by another
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.in.Read(p)
	c.read.Add(int64(n))
	return n, err
}

// readAhead reads in a goroutine of its own, so that unpacking runs beside
// parsing. It ends when the context does, or with what the reader gives.
func readAhead(ctx context.Context, in io.Reader) io.Reader {
	a := &ahead{ctx: ctx, blocks: make(chan block, 4)}
	go a.run(in)
	return a
}

type block struct {
	data []byte
	err  error
}

type ahead struct {
	ctx    context.Context
	blocks chan block
	now    block
}

func (a *ahead) run(in io.Reader) {
	for {
		data, err := fill(in, make([]byte, 1<<17))
		select {
		case a.blocks <- block{data, err}:
		case <-a.ctx.Done():
			return
		}
		if err != nil {
			return
		}
	}
}

// fill is io.ReadFull that keeps the reader's own error, so that a file cut
// off is not taken for one that ended.
func fill(in io.Reader, data []byte) ([]byte, error) {
	n := 0
	for n < len(data) {
		m, err := in.Read(data[n:])
		n += m
		if err != nil {
			return data[:n], err
		}
	}
	return data, nil
}

func (a *ahead) Read(p []byte) (int, error) {
	for len(a.now.data) == 0 {
		if a.now.err != nil {
			return 0, a.now.err
		}
		select {
		case a.now = <-a.blocks:
		case <-a.ctx.Done():
			return 0, a.ctx.Err()
		}
	}
	n := copy(p, a.now.data)
	a.now.data = a.now.data[n:]
	return n, nil
}
