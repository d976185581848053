package rules

import "github.com/yardstickd/yardstick/rules/calendar"

// About is what a standard is about, which decides no verdict: reports and boards go by it.
type About struct {
	Audience   Audience
	Dimension  Dimension
	Touchpoint string // where on the customer's journey the promise is kept: "after-sale/support"; "" where it is not said
	Evidence   *Evidence
	ReviewBy   calendar.Date // the last day on which the standard counts as reviewed; NoDate where it is not said
	Owner      string        // who answers for it, an e-mail address or a name; "" for nobody
}

// NoDate stands for a date that is not said.
const NoDate calendar.Date = -1 << 31

// Audience says whose customers a promise is made to.
type Audience string

// The audiences. A standard that does not say is for external customers.
const (
	External Audience = "external"
	Internal Audience = "internal"
)

// Dimension is one of the five along which customers judge a service (Parasuraman, Zeithaml and Berry, SERVQUAL, 1988); "" where
// it is not said.
type Dimension string

// The dimensions.
const (
	Reliability    Dimension = "reliability"
	Assurance      Dimension = "assurance"
	Tangibles      Dimension = "tangibles"
	Empathy        Dimension = "empathy"
	Responsiveness Dimension = "responsiveness"
)

// Dimensions are all of them, in the order of SERVQUAL's questionnaire.
func Dimensions() []Dimension {
	return []Dimension{Tangibles, Reliability, Responsiveness, Assurance, Empathy}
}

// Evidence is what customers said that a standard comes from.
type Evidence struct {
	Source      string        // "survey-2026-06"
	Asked       calendar.Date // NoDate where it is not said
	Respondents int           // 0 where it is not said
	// Within is what they expect, and Share in (0, 1] how many of them, or of their requests; nil and 0 where it is not said.
	Within *calendar.Span
	Share  float64
}
