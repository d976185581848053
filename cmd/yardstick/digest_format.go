package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/mattn/go-isatty"
	"github.com/spf13/cobra"

	"github.com/yardstickd/yardstick/notifiers/digest"
)

// formats are those of a digest, the one that is printed where nothing is said first.
func formats() []string { return []string{"text", "html", "pdf", "json", "csv"} }

// endings are those of files, and the formats that they say.
var endings = map[string]string{"txt": "text", "text": "text", "html": "html", "htm": "html", "pdf": "pdf", "json": "json", "csv": "csv"}

// completeRoutes names the routes that there are; none where the files can't be read.
func completeRoutes(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	const words = cobra.ShellCompDirectiveNoFileComp
	cmd.SetErr(io.Discard)
	w, err := openWorkspace(cmd)
	if err != nil {
		return nil, words
	}
	defer w.Close()
	if err := w.loadStandards(); err != nil {
		return nil, words
	}
	var names []string
	for i := range w.set.Routes {
		names = append(names, w.set.Routes[i].Name)
	}
	return names, words
}

// needsFile tells whether a format is not for people's eyes as it is.
func needsFile(format string) bool { return format == "pdf" || format == "html" }

// onTerminal tells whether a writer is a terminal.
func onTerminal(out io.Writer) bool {
	file, ok := out.(*os.File)
	return ok && (isatty.IsTerminal(file.Fd()) || isatty.IsCygwinTerminal(file.Fd()))
}

// write writes a digest in a format.
func (r *digestRun) write(to io.Writer, d *madeDigest, format string) error {
	options := r.digestOptions(d.report)
	switch format {
	case "html":
		return digest.HTML(to, d.report, options)
	case "pdf":
		return digest.PDF(to, d.report, options)
	case "csv":
		return digest.CSV(to, d.report)
	case "json":
		_, err := to.Write(d.document)
		return err
	}
	return digest.Text(to, d.report, options)
}

// replaceFile writes a file, in place of one that there is: all of it or nothing. What is no file, as /dev/null, is written to, and what
// a link leads to is replaced rather than the link.
func replaceFile(name string, write func(io.Writer) error) (err error) {
	if there, err := filepath.EvalSymlinks(name); err == nil {
		name = there
	}
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		return writeThrough(name, write)
	}
	file, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return fmt.Errorf("--out: %w", err)
	}
	defer func() {
		if err != nil {
			_ = file.Close()
			_ = os.Remove(file.Name())
		}
	}()
	if err := write(file); err != nil {
		return err
	}
	// A temporary file is its owner's alone; a report is like any other file that a command writes.
	if err := file.Chmod(0o644); err != nil {
		return fmt.Errorf("--out: %w", err)
	}
	if err := file.Sync(); err != nil {
		return fmt.Errorf("--out: %w", err)
	}
	if err := file.Close(); err != nil {
		return fmt.Errorf("--out: %w", err)
	}
	if err := os.Rename(file.Name(), name); err != nil {
		return fmt.Errorf("--out: %w", err)
	}
	return nil
}

// writeThrough writes to what can't be replaced.
func writeThrough(name string, write func(io.Writer) error) error {
	file, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return fmt.Errorf("--out: %w", err)
	}
	err = write(file)
	if closing := file.Close(); err == nil && closing != nil {
		return fmt.Errorf("--out: %w", closing)
	}
	return err
}
