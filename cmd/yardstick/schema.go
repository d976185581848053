package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/yardstickd/yardstick/config"
)

func newSchemaCommand() *cobra.Command {
	kinds := config.SchemaKinds()
	return &cobra.Command{
		Use:   "schema {" + strings.Join(kinds, "|") + "}",
		Short: "Print a JSON Schema, for editors to complete and check as one types",
		Long: "Prints the JSON Schema of a kind of file. Write it beside the files and name it in their first line:\n\n" +
			"  yardstick schema standards > standards.schema.json\n" +
			"  # yaml-language-server: $schema=../standards.schema.json",
		Args:      one("schema wants one name: " + strings.Join(kinds, ", ")),
		ValidArgs: kinds,
		RunE: func(cmd *cobra.Command, args []string) error {
			text, ok := config.Schema(args[0])
			if !ok {
				return fmt.Errorf("there is no schema %q: %s", args[0], config.DidYouMean(args[0], kinds))
			}
			_, err := cmd.OutOrStdout().Write(text)
			return err
		},
	}
}
