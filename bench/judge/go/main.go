// Says what go/parser finds in the Go files below a folder, and where go/build finds what they import: one line of JSON
// a file.
//
//	go run main.go GOROOT GOPATH FOLDER
package main

import (
	"encoding/json"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

type definition struct {
	Kind string `json:"kind"`
	Name string `json:"name"`
	Line int    `json:"line"`
}

type file struct {
	Path        string            `json:"path"`
	Broken      bool              `json:"broken"`
	Definitions []definition      `json:"definitions"`
	Imports     map[string]string `json:"imports"`
}

func literal(e ast.Expr) *ast.FuncLit {
	for {
		p, ok := e.(*ast.ParenExpr)
		if !ok {
			break
		}
		e = p.X
	}
	f, _ := e.(*ast.FuncLit)
	return f
}

func main() {
	context := build.Default
	context.GOROOT, context.GOPATH = os.Args[1], os.Args[2]
	os.Setenv("GO111MODULE", "off")
	out := json.NewEncoder(os.Stdout)
	filepath.WalkDir(os.Args[3], func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") {
			return nil
		}
		set := token.NewFileSet()
		tree, parseErr := parser.ParseFile(set, path, nil, 0)
		if tree == nil {
			return nil
		}
		found := file{Path: path, Broken: parseErr != nil, Definitions: []definition{}, Imports: map[string]string{}}
		add := func(kind, name string, at ast.Node) {
			found.Definitions = append(found.Definitions, definition{kind, name, set.Position(at.Pos()).Line})
		}
		bound := func(names []ast.Expr, values []ast.Expr, whole ast.Node) {
			if len(names) != len(values) {
				return
			}
			for i, value := range values {
				f := literal(value)
				if f == nil {
					continue
				}
				at := whole
				if len(names) > 1 {
					at = f
				}
				switch n := names[i].(type) {
				case *ast.Ident:
					if n.Name != "_" {
						add("function", n.Name, at)
					}
				case *ast.SelectorExpr:
					add("function", n.Sel.Name, at)
				}
			}
		}
		ast.Inspect(tree, func(node ast.Node) bool {
			switch n := node.(type) {
			case *ast.FuncDecl:
				if n.Body != nil {
					add("function", n.Name.Name, n)
				}
			case *ast.GenDecl:
				for _, spec := range n.Specs {
					t, ok := spec.(*ast.TypeSpec)
					if !ok {
						continue
					}
					var at ast.Node = t
					if !n.Lparen.IsValid() {
						at = n
					}
					kind := "alias"
					switch t.Type.(type) {
					case *ast.StructType:
						kind = "class"
					case *ast.InterfaceType:
						kind = "interface"
					}
					add(kind, t.Name.Name, at)
				}
			case *ast.AssignStmt:
				bound(n.Lhs, n.Rhs, n)
			case *ast.ValueSpec:
				names := make([]ast.Expr, len(n.Names))
				for i, name := range n.Names {
					names[i] = name
				}
				bound(names, n.Values, n)
			case *ast.KeyValueExpr:
				if f := literal(n.Value); f != nil {
					switch key := n.Key.(type) {
					case *ast.Ident:
						add("function", key.Name, n)
					case *ast.BasicLit:
						if key.Kind == token.STRING {
							add("function", strings.Trim(key.Value, "\"`"), n)
						}
					}
				}
			}
			return true
		})
		for _, spec := range tree.Imports {
			name, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				continue
			}
			found.Imports[name] = ""
			if p, err := context.Import(name, filepath.Dir(path), build.FindOnly); err == nil {
				if _, err := os.Stat(p.Dir); err == nil {
					found.Imports[name] = p.Dir
				}
			}
		}
		return out.Encode(found)
	})
}
