// Package match decides whether a ticket's attributes meet a condition of the
// standards language.
//
// The written text is compared, trimmed and without regard to case, so that
// `007`, `1.10`, a date and `ACME` mean what they look like; only gt, gte, lt
// and lte compare numbers. A missing attribute equals nothing, so `not` matches it.
//
// It knows neither YAML nor tickets: package config builds conditions, package
// rules binds them to the attribute order of a source and asks.
package match

// Condition is what a ticket must meet: every clause. A nil condition is met by every ticket.
type Condition []Clause

// Clause is a test of one attribute.
type Clause struct {
	Attribute string
	Test      Test
}

// Test is what one attribute's value must pass: every part that is set.
type Test struct {
	// AnyOf is a list of patterns of which one must match; nil tests nothing.
	AnyOf []Pattern
	// Not must fail.
	Not *Test
	// Compare are numeric comparisons that must all hold; a value that is not a number holds none.
	Compare []Comparison
	// Exists tells whether the attribute must be there (not null) or must not; nil tests nothing.
	Exists *bool
}

// Comparison compares the attribute, read as a number, with a bound.
type Comparison struct {
	Op    Op
	Bound float64
}

// Op is a numeric comparison.
type Op uint8

// The comparisons, as the language writes them.
const (
	GT Op = iota
	GTE
	LT
	LTE
)

// String gives the operator as the language writes it.
func (o Op) String() string { return [...]string{"gt", "gte", "lt", "lte"}[o] }

// Attributes gives the names that c asks about, in order, each once.
func (c Condition) Attributes() []string {
	var names []string
	seen := map[string]bool{}
	for _, clause := range c {
		if !seen[clause.Attribute] {
			seen[clause.Attribute] = true
			names = append(names, clause.Attribute)
		}
	}
	return names
}
