// Command yardstick measures a service by its customers' yardstick: it replays
// ticket history against the standards customers were promised, and warns
// before a promise is broken.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
	_ "time/tzdata" // for libraries that load a zone themselves; standards and sources use config/zone
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := execute(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// exitError ends the command with a code of its own; a nil err prints nothing more.
type exitError struct {
	code int
	err  error
}

func (e *exitError) Error() string {
	if e.err == nil {
		return ""
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

// execute runs one command line and gives its exit code: a usage error, or
// anything that kept a command from running, is 2 and one line on stderr.
func execute(ctx context.Context, args []string, in io.Reader, out, errOut io.Writer) int {
	root := newRoot()
	root.SetArgs(args)
	root.SetIn(in)
	root.SetOut(out)
	root.SetErr(errOut)
	err := root.ExecuteContext(ctx)
	var exit *exitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		if exit.err != nil {
			fmt.Fprintln(errOut, "yardstick:", exit.err)
		}
		return exit.code
	default:
		fmt.Fprintln(errOut, "yardstick:", oneLine(err))
		return 2
	}
}

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:           "yardstick",
		Short:         "Measure your service by your customers' yardstick",
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.PersistentFlags().String("config", "yardstick.yaml", "the operator's configuration `FILE`")
	root.PersistentFlags().String("log-format", "text", "`FORMAT` of the log: text or json")
	root.AddCommand(newVersionCommand())
	root.AddCommand(newValidateCommand())
	root.AddCommand(newTestCommand())
	root.AddCommand(newSchemaCommand())
	root.AddCommand(newDemoCommand())
	root.AddCommand(newRunCommand())
	root.AddCommand(newMigrateCommand())
	root.AddCommand(newDoctorCommand())
	root.AddCommand(newCheckCommand())
	root.AddCommand(newDigestCommand())
	root.AddCommand(newBaselineCommand())
	root.AddCommand(newExplainCommand())
	root.AddCommand(newExcuseCommand())
	root.AddCommand(newHistoryCommand())
	root.AddCommand(newClockCommand())
	root.AddCommand(newImportCommand())
	strict(root)
	return root
}
