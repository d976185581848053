package notifierstest

import (
	"testing"

	"github.com/yardstickd/yardstick/notifiers"
)

// Able says what a medium can do. What it says is tested both ways: what a medium can't do, it must not pretend to.
type Able struct {
	// Update: a message can be shown anew. Where it can't, an update sends nothing and is no error.
	Update bool
	// Find: what was posted can be looked for. Where it can't, a double can only be told by its key.
	Find bool
	// Reply: an answer points to the message that it answers.
	Reply bool
	// Call: a message says who is called.
	Call bool
}

// finder gives the notifier as one that can look, or fails where it should not be one.
func (s *Subject) finder(t *testing.T) (notifiers.Finder, bool) {
	t.Helper()
	finder, is := s.Notifier.(notifiers.Finder)
	if is != s.Able.Find {
		t.Errorf("the subject says that it can find: %v, and the notifier that it is a Finder: %v", s.Able.Find, is)
	}
	return finder, is && s.Able.Find
}

// update has a message rendered anew. A medium that can't must send nothing.
func (s *Subject) update(t *testing.T, at notifiers.Receipt, m notifiers.Message) {
	t.Helper()
	before := s.Output()
	if err := s.Notifier.Update(t.Context(), s.Place, at, m); err != nil {
		t.Errorf("Update(%s): %v", m.Key(), err)
	}
	if !s.Able.Update && s.Output() != before {
		t.Errorf("an update was sent, by a medium that can't: %s", s.Output()[len(before):])
	}
}
