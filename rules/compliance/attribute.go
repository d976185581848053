package compliance

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Attribute is one reported attribute of a ticket.
type Attribute struct{ Name, Value string }

// attributes reads Fact.Attributes, in the order in which they stand there.
func (f *Fact) attributes() ([]Attribute, error) { return ParseAttributes(f.Attributes) }

// ParseAttributes reads a JSON object of texts. An empty text is as good as none.
func ParseAttributes(text string) ([]Attribute, error) {
	if text == "" || text == "{}" {
		return nil, nil
	}
	decoder := json.NewDecoder(strings.NewReader(text))
	if token, err := decoder.Token(); err != nil || token != json.Delim('{') {
		return nil, fmt.Errorf("reported attributes are no JSON object: %q", text)
	}
	var all []Attribute
	for decoder.More() {
		var a Attribute
		for _, to := range []*string{&a.Name, &a.Value} {
			token, err := decoder.Token()
			if err != nil {
				return nil, fmt.Errorf("reported attributes: %w", err)
			}
			word, ok := token.(string)
			if !ok {
				return nil, fmt.Errorf("reported attributes hold %v, which is no text", token)
			}
			*to = word
		}
		all = append(all, a)
	}
	if _, err := decoder.Token(); err != nil {
		return nil, fmt.Errorf("reported attributes: %w", err)
	}
	if decoder.More() {
		return nil, fmt.Errorf("reported attributes are more than one JSON object: %q", text)
	}
	return all, nil
}

// valueOf gives an attribute's value; "" where there is none.
func valueOf(attributes []Attribute, name string) string {
	for _, a := range attributes {
		if a.Name == name {
			return a.Value
		}
	}
	return ""
}
