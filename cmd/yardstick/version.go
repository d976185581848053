package main

import (
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/yardstickd/yardstick/config/zone"
)

// version is set by the linker in a release; otherwise the module's version speaks.
var version = ""

func newVersionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version, the Go version and the zone data in use",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			info, _ := debug.ReadBuildInfo()
			name := version
			if name == "" && info != nil {
				name = info.Main.Version
			}
			goVersion := "unknown"
			if info != nil {
				goVersion = info.GoVersion
			}
			_, err := fmt.Fprintf(cmd.OutOrStdout(), "yardstick %s\nbuilt with %s\nzones of tzdata %s, embedded\n", name, goVersion, zone.Version())
			return err
		},
	}
}
