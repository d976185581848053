package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/yardstickd/yardstick/config"
	"github.com/yardstickd/yardstick/config/diag"
	"github.com/yardstickd/yardstick/rules"
)

// exitTestFailed is how `yardstick test` ends when a test fails.
const exitTestFailed = 1

// trialFlags are the flags of `yardstick test`.
type trialFlags struct {
	asJSON  bool
	verbose bool
	only    string
}

func newTestCommand() *cobra.Command {
	var f trialFlags
	cmd := &cobra.Command{
		Use:   "test [PATH...]",
		Short: "Run the tests that stand beside the standards: a timeline, and what is expected of it",
		Long: "Runs the `tests:` of files and folders of standards, by default of the folder that yardstick.yaml names. Files that\n" +
			"hold only tests are run against the standards of yardstick.yaml. No database is needed, and where the PATHs hold\n" +
			"standards no yardstick.yaml. A test that fails is shown with its place, what was expected and found, and why.\n\n" +
			"Ends with 0 if all tests pass, 1 if one fails, 2 if they could not run or there are none.",
		RunE: func(cmd *cobra.Command, paths []string) error { return f.run(cmd, paths) },
	}
	flags := cmd.Flags()
	flags.BoolVar(&f.asJSON, "json", false, "print one JSON object")
	flags.BoolVarP(&f.verbose, "verbose", "v", false, "show the tests that pass, too")
	flags.StringVar(&f.only, "run", "", "only the tests whose name matches the regular expression `REGEXP`")
	return cmd
}

func (f *trialFlags) run(cmd *cobra.Command, paths []string) error {
	if emptyFlag(cmd, "run") != "" {
		return errors.New("--run is empty")
	}
	only, err := regexp.Compile(f.only)
	if err != nil {
		return fmt.Errorf("--run: %w", err)
	}
	set, mine, hints, err := trialSet(cmd, paths)
	if err != nil {
		return err
	}
	histories := map[string]rules.History{}
	for _, h := range set.Histories() {
		histories[h.Live().Standard.ID] = h
	}
	report := trialReport{verbose: f.verbose, all: set.Tests, hints: hints}
	for i := range set.Tests {
		t := &set.Tests[i]
		if mine(t.File) && only.MatchString(t.Name) {
			report.add(try(t, histories[t.Standard]))
		}
	}
	if len(report.trials) == 0 {
		return noTests(f.only, paths)
	}
	if f.asJSON {
		err = writeJSON(cmd.OutOrStdout(), report.json())
	} else {
		err = report.write(cmd.OutOrStdout())
	}
	if err == nil && report.failed > 0 {
		err = &exitError{code: exitTestFailed}
	}
	return err
}

// noTests is an error: a pipeline that runs none by mistake must not be green.
func noTests(only string, paths []string) error {
	where := "the standards"
	if len(paths) > 0 {
		where = strings.Join(paths, ", ")
	}
	if only != "" {
		return fmt.Errorf("no test of %s matches --run %s", where, only)
	}
	return fmt.Errorf("there are no tests in %s: write them under `tests:`", where)
}

// trialSet reads the standards that the tests of some paths are about, and tells which files' tests are meant. The hints
// are what is odd about the files, though it can be used.
func trialSet(cmd *cobra.Command, paths []string) (set *config.Set, mine func(file string) bool, hints []diag.Problem, err error) {
	w := &workspace{errOut: cmd.ErrOrStderr()}
	var files []string
	holds := false
	for _, path := range paths {
		found, err := w.trialFiles(path)
		if err != nil {
			return nil, nil, nil, err
		}
		files = append(files, found...)
		holds = holds || slices.ContainsFunc(found, config.HoldsStandards)
	}
	mine = func(file string) bool {
		return len(paths) == 0 || slices.ContainsFunc(files, func(f string) bool { return sameFile(f, file) })
	}
	all := files
	if !holds {
		configured, err := w.configuredStandards(cmd)
		if err != nil {
			return nil, nil, nil, err
		}
		all = append(configured, files...)
	}
	set, hints = config.LoadStandardFiles(distinct(all)...)
	return set, mine, hints, w.refuse(hints)
}

// trialFiles lists the files of standards and tests that a path stands for: a folder's, those that a yardstick.yaml
// names, or a file itself.
func (w *workspace) trialFiles(path string) ([]string, error) {
	if info, err := os.Stat(path); err == nil && !info.IsDir() && config.KindOf(path) == "config" {
		return w.standardsOf(path)
	}
	if file := filepath.Join(path, "yardstick.yaml"); config.KindOf(file) == "config" {
		return w.standardsOf(file)
	}
	files, problems := config.StandardFiles(path)
	return files, w.refuse(problems)
}

// configuredStandards lists the files of the standards that --config names.
func (w *workspace) configuredStandards(cmd *cobra.Command) ([]string, error) {
	path := cmd.Flag("config").Value.String()
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("there is no %s that says where the standards are: name their folder, as in `yardstick test standards/`", path)
	}
	return w.standardsOf(path)
}

// standardsOf lists the files of the standards that a yardstick.yaml names. Its secrets may be missing where tests are run.
func (w *workspace) standardsOf(path string) ([]string, error) {
	loaded, problems := config.Load(path, os.LookupEnv)
	if err := w.refuse(problems); err != nil {
		return nil, fmt.Errorf("%w; `yardstick test` with the folder of the standards needs none", err)
	}
	files, problems := config.StandardFiles(shortest(loaded.Standards))
	return files, w.refuse(problems)
}

// distinct leaves out files that were named before by another path.
func distinct(files []string) []string {
	var kept []string
	for _, f := range files {
		if !slices.ContainsFunc(kept, func(k string) bool { return sameFile(k, f) }) {
			kept = append(kept, f)
		}
	}
	return kept
}

// sameFile tells whether two paths are of one file.
func sameFile(a, b string) bool {
	if a == b {
		return true
	}
	one, errOne := os.Stat(a)
	other, errOther := os.Stat(b)
	return errOne == nil && errOther == nil && os.SameFile(one, other)
}
