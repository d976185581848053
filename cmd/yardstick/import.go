package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/yardstickd/yardstick/config"
	"github.com/yardstickd/yardstick/config/diag"
	"github.com/yardstickd/yardstick/monitor/csvimport"
	"github.com/yardstickd/yardstick/monitor/postgres"
)

// importFlags are the flags of `yardstick import`.
type importFlags struct {
	mapPath string
	rejects string
	asJSON  bool
}

// exitRejected is how import ends when a row was not loaded whole.
const exitRejected = 1

func newImportCommand() *cobra.Command {
	var f importFlags
	cmd := &cobra.Command{
		Use:   "import FILE.csv --map MAP.yaml",
		Short: "Load a CSV export of a help desk into a schema of its own",
		Long: "Reads an export (- for standard input; xz and gzip as they are) and loads it into the configured database as a\n" +
			"map says: which column is the ticket, which are attributes, which are times of events. Afterwards it prints\n" +
			"what yardstick.yaml needs to read the tickets. A second import of the same schema replaces the first.\n\n" +
			"Rows that can't be loaded are counted, shown, and written to --rejects; those of which one value can't be\n" +
			"read are loaded, and counted and written there too.\n\n" +
			"Ends with 0 if every row was loaded whole, 1 if not, 2 if nothing was imported.",
		Args: one("import wants one FILE.csv, or - for standard input"),
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd, args[0]) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.mapPath, "map", "", "what the columns mean: an import map, `MAP.yaml`")
	flags.StringVar(&f.rejects, "rejects", "", "write rows that were not loaded whole to `FILE`, with line and reason")
	flags.BoolVar(&f.asJSON, "json", false, "print the report as one JSON object")
	return cmd
}

func (f *importFlags) run(cmd *cobra.Command, export string) (err error) {
	if f.mapPath == "" {
		return errors.New("import needs --map MAP.yaml, which says what the columns mean (`yardstick schema map` describes it)")
	}
	importMap, problems := config.LoadImportMap(f.mapPath)
	if diag.Failed(problems) {
		return refuseMap(cmd.ErrOrStderr(), problems)
	}
	if export != "-" {
		// Asked before a database is started for nothing.
		if _, err := os.Stat(export); err != nil {
			return err
		}
	}
	w, err := openImportWorkspace(cmd)
	if err != nil {
		return err
	}
	defer func() { err = firstError(err, w.Close()) }()
	report, err := f.load(cmd, w, importMap, export)
	if err != nil {
		return err
	}
	if err := f.print(cmd.OutOrStdout(), importMap, report); err != nil {
		return err
	}
	if !report.Rows.Whole() {
		return &exitError{code: exitRejected}
	}
	return nil
}

func refuseMap(to io.Writer, problems []diag.Problem) error {
	if err := diag.Write(to, problems); err != nil {
		return err
	}
	return errors.New("the import map can't be used")
}

// openImportWorkspace is openWorkspace that does without a yardstick.yaml, unless one was named: an import may be
// the first thing somebody does.
func openImportWorkspace(cmd *cobra.Command) (*workspace, error) {
	path, err := cmd.Flags().GetString("config")
	if err != nil {
		return nil, err
	}
	_, err = os.Stat(path)
	if !errors.Is(err, fs.ErrNotExist) || cmd.Flags().Changed("config") {
		return openWorkspace(cmd)
	}
	format, err := cmd.Flags().GetString("log-format")
	if err != nil {
		return nil, err
	}
	logger, err := newLogger(cmd.ErrOrStderr(), format)
	if err != nil {
		return nil, err
	}
	return &workspace{config: &config.Config{Path: path}, logger: logger, errOut: cmd.ErrOrStderr()}, nil
}

func (f *importFlags) load(cmd *cobra.Command, w *workspace, m *config.ImportMap, export string) (report csvimport.Report, err error) {
	if m.Schema == "" {
		named := *m
		named.Schema = csvimport.SchemaName(export, m.Path)
		m = &named
	}
	if ledger := cmp.Or(w.config.Database.Schema, "yardstick"); m.Schema == ledger {
		return report, fmt.Errorf("the schema %q is Yardstick's own: name another `schema` in %s", ledger, m.Path)
	}
	rejects, err := createRejects(f.rejects, export, m.Path, cmd.InOrStdin())
	if err != nil {
		return report, err
	}
	defer func() { err = firstError(err, rejects.Close()) }()
	if err := w.openDatabase(cmd.Context()); err != nil {
		return report, err
	}
	return importInto(cmd, w.databaseURL, csvimport.Options{Map: m, Path: export, Stdin: cmd.InOrStdin(), Rejects: rejects, Now: time.Now()})
}

func importInto(cmd *cobra.Command, url string, o csvimport.Options) (csvimport.Report, error) {
	db, err := postgres.Open(cmd.Context(), url)
	if err != nil {
		return csvimport.Report{}, err
	}
	defer func() { _ = db.Close() }()
	o.DB = db.DB
	bar := newImportBar(cmd.ErrOrStderr())
	o.Progress = bar.show
	report, err := csvimport.Import(cmd.Context(), o)
	bar.clear()
	if err != nil && cmd.Context().Err() != nil { // whatever it was that noticed first
		return report, errors.New("stopped: nothing was imported")
	}
	return report, err
}

type nopCloser struct{ io.Writer }

func (nopCloser) Close() error { return nil }

// createRejects makes the rejects file; without a name it is one that takes nothing. It never overwrites what is read.
func createRejects(path, export, importMap string, stdin io.Reader) (io.WriteCloser, error) {
	if path == "" {
		return nopCloser{io.Discard}, nil
	}
	var read []os.FileInfo
	for _, name := range []string{export, importMap} {
		if info, err := os.Stat(name); err == nil {
			read = append(read, info)
		}
	}
	if file, ok := stdin.(*os.File); ok && export == "-" {
		if info, err := file.Stat(); err == nil {
			read = append(read, info)
		}
	}
	there, err := os.Stat(path)
	if err == nil && slices.ContainsFunc(read, func(info os.FileInfo) bool { return os.SameFile(info, there) }) {
		return nil, fmt.Errorf("--rejects %s would overwrite what is to be read: name another file", path)
	}
	return os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600) // as private as the export may be
}

func (f *importFlags) print(out io.Writer, m *config.ImportMap, r csvimport.Report) error {
	if f.asJSON {
		encoder := json.NewEncoder(out)
		encoder.SetEscapeHTML(false)
		return encoder.Encode(r)
	}
	_, err := io.WriteString(out, importReport(r, f.rejects)+"\nTo measure these tickets, put this into yardstick.yaml:\n\n"+csvimport.SourceYAML(m, r))
	return err
}

// importReport says in words what became of the rows.
func importReport(r csvimport.Report, rejects string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s rows read: %s loaded, %s rejected\n", count(r.Rows.Read), count(r.Rows.Loaded), count(r.Rows.Rejected))
	fmt.Fprintf(&b, "%s tickets and %s events are in schema %s\n", count(r.Tickets), count(r.Events), r.Schema)
	if r.EventsWithoutTime > 0 {
		fmt.Fprintf(&b, "%s events have no time and were not made\n", count(r.EventsWithoutTime))
	}
	if r.Rows.Whole() {
		return b.String()
	}
	if r.Rows.Damaged > 0 {
		fmt.Fprintf(&b, "%s of the loaded rows can't be read in every value; clocks that need it will say unknown\n", count(r.Rows.Damaged))
	}
	b.WriteString("\nWhy:\n")
	for _, reason := range slices.Sorted(maps.Keys(r.Reasons)) {
		fmt.Fprintf(&b, "  %7s × %s\n", count(r.Reasons[reason]), reason)
	}
	b.WriteString("\nFor example:\n")
	for _, s := range r.Samples {
		fmt.Fprintf(&b, "  line %d: %s\n    %s\n", s.Line, s.Reason, s.Row)
	}
	if rejects != "" {
		fmt.Fprintf(&b, "\nAll of them are in %s\n", rejects)
	} else {
		b.WriteString("\nWrite all of them to a file with --rejects FILE\n")
	}
	return b.String()
}
