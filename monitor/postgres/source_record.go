package postgres

import "errors"

// errRecord says that a composite value could not be taken apart, which only a driver or server at fault brings about.
var errRecord = errors.New("the row is not a composite value")

// record is a composite value taken apart: `(a,"b c",,"")` is a, b c, null and an empty text. Its memory is reused.
//
// Rows come in this form because the driver hands over every column as an allocated value of its own; one composite
// is one value, whatever its number of columns, and costs the server less than it spares the client.
type record struct {
	text []byte // the fields' texts, one after the other
	ends []int32
	null []bool
}

// field gives the text of a field, valid until the next parse; nil if it is null.
func (r *record) field(i int) []byte {
	if r.null[i] {
		return nil
	}
	start := int32(0)
	if i > 0 {
		start = r.ends[i-1]
	}
	return r.text[start:r.ends[i]:r.ends[i]]
}

// parse takes a composite apart as PostgreSQL's record_out wrote it: a text that holds a comma, a bracket, a quote, a
// backslash or white space stands in quotes, in which quotes and backslashes are doubled.
func (r *record) parse(in []byte) error {
	r.text, r.ends, r.null = r.text[:0], r.ends[:0], r.null[:0]
	if len(in) < 2 || in[0] != '(' || in[len(in)-1] != ')' {
		return errRecord
	}
	in = in[1:]
	for {
		n, null, err := r.append(in)
		if err != nil {
			return err
		}
		r.ends = append(r.ends, int32(len(r.text)))
		r.null = append(r.null, null)
		in = in[n:]
		switch {
		case len(in) == 0:
			return errRecord
		case in[0] == ')':
			return nil
		}
		in = in[1:]
	}
}

// append reads the field that begins in, and gives how many bytes it has before its comma or the end bracket.
func (r *record) append(in []byte) (n int, null bool, err error) {
	if in[0] != '"' {
		for n < len(in) && in[n] != ',' && in[n] != ')' {
			n++
		}
		r.text = append(r.text, in[:n]...)
		return n, n == 0, nil
	}
	n = 1
	for {
		start := n
		for n < len(in) && in[n] != '"' && in[n] != '\\' {
			n++
		}
		if n+1 >= len(in) {
			return 0, false, errRecord
		}
		r.text = append(r.text, in[start:n]...)
		if in[n] == '"' && in[n+1] != '"' {
			return n + 1, false, nil
		}
		r.text = append(r.text, in[n+1])
		n += 2
	}
}
