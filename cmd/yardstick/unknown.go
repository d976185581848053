package main

import (
	"errors"
	"strings"

	"github.com/yardstickd/yardstick/monitor"
)

// advised puts "did you mean" to each name that no source has; other errors stay as they are.
func advised(err error) error {
	var unknown *monitor.UnknownNamesError
	if !errors.As(err, &unknown) {
		return err
	}
	return errors.New(strings.ReplaceAll(unknown.Advised(advice), "\n", "\nyardstick: "))
}
