package calendar

import (
	"errors"
	"time"
)

// ErrNeverOpen says that a calendar has no open time at all; ErrOutOfRange that an instant, or the answer, lies
// outside FirstYear to LastYear.
var (
	ErrNeverOpen  = errors.New("the calendar never opens")
	ErrOutOfRange = errors.New("outside the calendar's years")
)

// Calendar is compiled. (skeleton: being written)
type Calendar struct{ spec Spec }

func Compile(spec Spec) (*Calendar, error) { panic("skeleton") }

func (c *Calendar) Name() string                                           { panic("skeleton") }
func (c *Calendar) Location() *time.Location                               { panic("skeleton") }
func (c *Calendar) Add(start Instant, open time.Duration) (Instant, error) { panic("skeleton") }
func (c *Calendar) Between(from, to Instant) (time.Duration, error)        { panic("skeleton") }
func (c *Calendar) NextOpen(at Instant) (Instant, error)                   { panic("skeleton") }
func (c *Calendar) Due(start Instant, s Span) (Instant, error)             { panic("skeleton") }

// Zone reads local wall clock. (skeleton)
type Zone struct{}

func NewZone(loc *time.Location) *Zone                                  { panic("skeleton") }
func (z *Zone) Location() *time.Location                                { panic("skeleton") }
func (z *Zone) Instant(local Instant) Instant                           { panic("skeleton") }
func ParseStamp[T string | []byte](text T, zone *Zone) (Instant, error) { panic("skeleton") }
