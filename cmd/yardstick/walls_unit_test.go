package main

import (
	"errors"
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// unit is one of our packages as its files have it, tests aside.
type unit struct {
	path    string   // below the module's: "rules/calendar"
	imports []string // sorted
	files   []*ast.File
	set     *token.FileSet
}

// problems says what is wrong with a package, walls first.
func (u unit) problems() []string {
	var found []string
	add := func(format string, args ...any) { found = append(found, fmt.Sprintf(format, args...)) }
	core := u.path == "rules" || strings.HasPrefix(u.path, "rules/")
	if _, placed := inward[u.path]; !placed && u.path != "cmd/yardstick" {
		add("%s has no place in the order of packages: give it one in walls_test.go and docs/architecture.md", u.path)
		return found
	}
	for _, imported := range u.imports {
		own, ours := strings.CutPrefix(imported, module+"/")
		switch library, isLibrary := libraryOf(imported); {
		case ours && u.path != "cmd/yardstick" && !slices.Contains(inward[u.path], own):
			add("%s must not import %s: imports only go down (docs/architecture.md)", u.path, own)
		case ours:
		case core && !slices.Contains(pure, imported):
			add("%s must not import %s: the core is pure", u.path, imported)
		case isLibrary && library == "":
			add("%s imports %s, which walls_test.go does not know: say there who may", u.path, imported)
		case isLibrary && !slices.Contains(outward[library], u.path):
			add("%s must not import %s: only %s may", u.path, imported, strings.Join(outward[library], ", "))
		}
	}
	if core {
		found = append(found, u.impurities()...)
	}
	if !slices.ContainsFunc(u.files, func(f *ast.File) bool { return strings.TrimSpace(f.Doc.Text()) != "" }) {
		add("%s: no file opens with a comment that says what the package is", u.path)
	}
	return found
}

// libraryOf gives the entry of outward that an import path falls under; a path of the standard library is no library.
func libraryOf(imported string) (library string, isLibrary bool) {
	first, _, _ := strings.Cut(imported, "/")
	if !strings.Contains(first, ".") {
		return "", false
	}
	for known := range outward {
		if imported == known || strings.HasPrefix(imported, known+"/") {
			return known, true
		}
	}
	return "", true
}

// impurities finds what imports can't show: symbols that ask the machine, goroutines, channels.
func (u unit) impurities() []string {
	var found []string
	for _, file := range u.files {
		clock := nameOf(file, "time")
		ast.Inspect(file, func(n ast.Node) bool {
			wrong := ""
			switch n := n.(type) {
			case *ast.GoStmt:
				wrong = "the core starts no goroutines"
			case *ast.ChanType:
				wrong = "the core has no channels"
			case *ast.SelectorExpr:
				if x, ok := n.X.(*ast.Ident); ok && x.Name == clock && slices.Contains(impure, n.Sel.Name) {
					wrong = "time." + n.Sel.Name + " asks the machine; the core is told"
				}
			}
			if wrong != "" {
				at := u.set.Position(n.Pos())
				found = append(found, fmt.Sprintf("%s: %s:%d: %s", u.path, filepath.Base(at.Filename), at.Line, wrong))
			}
			return true
		})
	}
	return found
}

// nameOf gives the name under which a file knows an import, "" if it does not import it.
func nameOf(file *ast.File, path string) string {
	for _, spec := range file.Imports {
		if spec.Path.Value != strconv.Quote(path) {
			continue
		}
		if spec.Name != nil {
			return spec.Name.Name
		}
		return path
	}
	return ""
}

// readUnits reads every package below a folder, skipping what Go skips.
func readUnits(t *testing.T, root string) []unit {
	t.Helper()
	var units []unit
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.IsDir() {
			return err
		}
		name := entry.Name()
		if path != root && (strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") || name == "testdata") {
			return filepath.SkipDir
		}
		u, ok, err := readUnit(root, path)
		if ok {
			units = append(units, u)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return units
}

// readUnit reads the package in a folder; a folder without one (or with tests alone) is none.
func readUnit(root, dir string) (unit, bool, error) {
	pkg, err := build.Default.ImportDir(dir, 0)
	var none *build.NoGoError
	if errors.As(err, &none) || (err == nil && len(pkg.GoFiles) == 0) {
		return unit{}, false, nil
	}
	if err != nil {
		return unit{}, false, err
	}
	path, err := filepath.Rel(root, dir)
	if err != nil {
		return unit{}, false, err
	}
	u := unit{path: filepath.ToSlash(path), imports: pkg.Imports, set: token.NewFileSet()}
	for _, name := range pkg.GoFiles {
		file, err := parser.ParseFile(u.set, filepath.Join(dir, name), nil, parser.ParseComments)
		if err != nil {
			return unit{}, false, err
		}
		u.files = append(u.files, file)
	}
	return u, true, nil
}

// parseUnit makes a package of one made-up file, through the same door as a real one.
func parseUnit(t *testing.T, path, source string) unit {
	t.Helper()
	root := t.TempDir()
	dir := filepath.Join(root, filepath.FromSlash(path))
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "made-up.go"), []byte(source), 0o600); err != nil {
		t.Fatal(err)
	}
	u, ok, err := readUnit(root, dir)
	if err != nil || !ok {
		t.Fatalf("readUnit: %v, %v", ok, err)
	}
	return u
}
