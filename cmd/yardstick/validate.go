package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/yardstickd/yardstick/config"
	"github.com/yardstickd/yardstick/config/diag"
)

// exitProblems is how validate ends when a file has an error.
const exitProblems = 1

func newValidateCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "validate [PATH...]",
		Short: "Show every problem of the configuration and the standards, with its place",
		Long: "Reads files and says all that is wrong with them: file:line:col, the line, and what to do. A PATH is a\n" +
			"yardstick.yaml (with the standards it names), a folder of standards, files of standards (read as one set),\n" +
			"or an import map. Without a PATH it is the file that --config names.\n\n" +
			"Ends with 0 if all can be used (hints are shown and stop nothing), 1 if not, 2 if a PATH can't be read.",
		RunE: func(cmd *cobra.Command, paths []string) error {
			if len(paths) == 0 {
				paths = []string{cmd.Flag("config").Value.String()}
				if err := configThere(paths[0]); err != nil {
					return err
				}
			}
			v := validation{Problems: []diag.Problem{}}
			if err := v.add(paths); err != nil {
				return err
			}
			return v.finish(cmd, asJSON)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return cmd
}

// validation is what was read and what was found.
type validation struct {
	OK        bool           `json:"ok"`
	Standards int            `json:"standards"`
	Calendars int            `json:"calendars"`
	Maps      int            `json:"maps"`
	Configs   int            `json:"configs"`
	Problems  []diag.Problem `json:"problems"`
}

// add reads each path as what it is. Files of standards are one set, so that a
// shell's standards/*.yaml means the same as the folder.
func (v *validation) add(paths []string) error {
	var files []string
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			return err
		}
		if info.IsDir() {
			v.folder(path)
			continue
		}
		switch kind := config.KindOf(path); {
		case kind == "config", kind == "" && filepath.Base(path) == "yardstick.yaml":
			v.operator(path)
		case kind == "map", kind == "" && strings.HasSuffix(path, "map.yaml"):
			v.importMap(path)
		default:
			files = append(files, path)
		}
	}
	if len(files) > 0 {
		v.set(config.LoadStandardFiles(files...))
	}
	return nil
}

// folder reads a folder of standards, or the yardstick.yaml in it.
func (v *validation) folder(path string) {
	file := filepath.Join(path, "yardstick.yaml")
	if _, err := os.Stat(file); err == nil {
		v.operator(file)
		return
	}
	v.set(config.LoadStandards(path))
}

// operator reads a yardstick.yaml and the standards it names.
func (v *validation) operator(path string) {
	c, problems := config.Load(path, os.LookupEnv)
	v.Problems = append(v.Problems, problems...)
	v.Configs++
	if c != nil {
		v.set(c.LoadStandards(shortest(c.Standards)))
	}
}

func (v *validation) importMap(path string) {
	_, problems := config.LoadImportMap(path)
	v.Problems = append(v.Problems, problems...)
	v.Maps++
}

func (v *validation) set(set *config.Set, problems []diag.Problem) {
	v.Problems = append(v.Problems, problems...)
	if set != nil {
		v.Standards += len(set.Standards)
		v.Calendars += len(set.Calendars)
	}
}

// shortest gives an absolute path from here, where that is what a person would write.
func shortest(path string) string {
	here, err := os.Getwd()
	if err != nil {
		return path
	}
	if rel, err := filepath.Rel(here, path); err == nil && !strings.HasPrefix(rel, "..") {
		return rel
	}
	return path
}

// finish prints the problems and the summary, and gives how to end.
func (v *validation) finish(cmd *cobra.Command, asJSON bool) error {
	v.Problems = diag.Sort(v.Problems)
	v.OK = !diag.Failed(v.Problems)
	if err := v.print(cmd, asJSON); err != nil {
		return err
	}
	if !v.OK {
		return &exitError{code: exitProblems}
	}
	return nil
}

func (v *validation) print(cmd *cobra.Command, asJSON bool) error {
	out := cmd.OutOrStdout()
	if asJSON {
		encoder := json.NewEncoder(out)
		encoder.SetIndent("", "  ")
		encoder.SetEscapeHTML(false)
		return encoder.Encode(v)
	}
	if err := diag.Write(out, v.Problems); err != nil {
		return err
	}
	_, err := fmt.Fprintln(out, v.summary())
	return err
}

// summary says in a line what was found.
func (v *validation) summary() string {
	failed, hints := 0, 0
	for _, p := range v.Problems {
		if p.Severity == diag.Error {
			failed++
		} else {
			hints++
		}
	}
	var parts []string
	if failed > 0 {
		parts = append(parts, plural(failed, "error"))
	} else {
		if v.Maps > 0 {
			parts = append(parts, plural(v.Maps, "import map"))
		}
		if v.Standards+v.Calendars > 0 || v.Maps == 0 {
			parts = append(parts, plural(v.Standards, "standard"), plural(v.Calendars, "calendar"))
		}
		parts[len(parts)-1] += " ok"
	}
	if hints > 0 {
		parts = append(parts, plural(hints, "hint"))
	}
	return strings.Join(parts, ", ")
}

// plural counts things: 1 standard, 2 standards.
func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return count(n) + " " + thing + "s"
}
