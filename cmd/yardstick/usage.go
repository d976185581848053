package main

import (
	"errors"
	"strings"

	"github.com/spf13/cobra"
)

// one wants exactly one argument, and says which.
func one(wants string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) != 1 {
			return errors.New(wants)
		}
		return nil
	}
}

// strict makes the two commands that are cobra's own refuse a name that is not there, as the others do.
func strict(root *cobra.Command) {
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	for _, c := range root.Commands() {
		switch c.Name() {
		case "help":
			c.Args = func(_ *cobra.Command, args []string) error {
				_, _, err := root.Find(args)
				return err
			}
		case "completion": // its arguments are looked at only if it can run
			c.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
		}
	}
}

// oneLine gives an error's text with cobra's suggestions, which have lines of their own, put into its line.
func oneLine(err error) string {
	text, names, found := strings.Cut(err.Error(), "\n\nDid you mean this?\n")
	if !found {
		return text
	}
	return text + `; did you mean "` + strings.Join(strings.Fields(names), `" or "`) + `"?`
}

// emptyFlag names one of the flags that was given with an empty value, most likely by a variable that is not set; "" if
// none was.
func emptyFlag(cmd *cobra.Command, names ...string) string {
	for _, name := range names {
		if f := cmd.Flag(name); f.Changed && f.Value.String() == "" {
			return name
		}
	}
	return ""
}
