// Says what go/types knows of the calls in the Go files below a folder that a default build for this platform takes, tests
// with them: one line of JSON each (see score.mjs).
//
//	go run main.go GOROOT GOPATH FOLDER
//
// GOROOT or GOPATH is what FOLDER lies in. What is imported and not there is unknown, with all that depends on it.
package main

import (
	"bufio"
	"encoding/json"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

type target struct {
	Path    string `json:"path"`
	At      int    `json:"at"`
	HasBody any    `json:"hasBody"` // or "maybe"
}

type call struct {
	Path  string `json:"path"`
	Start int    `json:"start"`
	End   int    `json:"end"`
	Name  string `json:"name"`
	Kind  string `json:"kind"`
	To    any    `json:"to"`
}

type judge struct {
	root    string
	context build.Context
	files   *token.FileSet
	trees   map[string]*ast.File
	texts   map[string][]byte
	wide    map[string][]wideRune
	// Without their tests, as others import them.
	packages map[string]*types.Package
	// Positions of names of functions that have a body: declared, or the value of a variable.
	bodies map[token.Pos]bool
	// By the names of variables that begin as another name of a function: what names it, then the function.
	aliases   map[token.Pos]ast.Expr
	functions map[token.Pos]*types.Func
	out       *json.Encoder
}

func main() {
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	root, err := filepath.EvalSymlinks(os.Args[3])
	if err != nil {
		panic(err)
	}
	os.Setenv("GO111MODULE", "off")
	context := build.Default
	context.GOROOT, context.GOPATH = os.Args[1], os.Args[2]
	j := judge{
		root: root, context: context, files: token.NewFileSet(), trees: map[string]*ast.File{},
		texts: map[string][]byte{}, wide: map[string][]wideRune{}, packages: map[string]*types.Package{}, bodies: map[token.Pos]bool{},
		aliases: map[token.Pos]ast.Expr{}, functions: map[token.Pos]*types.Func{}, out: json.NewEncoder(out),
	}
	filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.IsDir() {
			return nil
		}
		if name := entry.Name(); name == "testdata" || name == "vendor" {
			return fs.SkipDir
		}
		j.folder(path)
		return nil
	})
}

// folder judges the package in a folder with its tests, then the tests that are a package of their own.
func (j *judge) folder(path string) {
	found, err := j.context.ImportDir(path, 0)
	if found == nil || err != nil && len(found.GoFiles) == 0 && len(found.TestGoFiles) == 0 && len(found.XTestGoFiles) == 0 {
		return
	}
	own := append(append(append([]string{}, found.GoFiles...), found.CgoFiles...), found.TestGoFiles...)
	tested := j.check(path, found.ImportPath, own, nil)
	if len(found.XTestGoFiles) > 0 {
		j.check(path, found.ImportPath+"_test", found.XTestGoFiles, tested)
	}
}

func (j *judge) check(folder, name string, files []string, tested *types.Package) *types.Package {
	trees := j.parse(folder, files)
	info := types.Info{
		Types:      map[ast.Expr]types.TypeAndValue{},
		Uses:       map[*ast.Ident]types.Object{},
		Selections: map[*ast.SelectorExpr]*types.Selection{},
	}
	config := types.Config{Error: func(error) {}, FakeImportC: true, Importer: importer{j, folder, tested}}
	checked, _ := config.Check(name, j.files, trees, &info)
	for at, value := range j.aliases {
		if function := named(value, &info); function != nil {
			j.functions[at] = function
			delete(j.aliases, at)
		}
	}
	for _, tree := range trees {
		ast.Inspect(tree, func(node ast.Node) bool {
			if each, ok := node.(*ast.CallExpr); ok {
				j.print(each, &info)
			}
			return true
		})
	}
	return checked
}

func (j *judge) parse(folder string, names []string) []*ast.File {
	trees := []*ast.File{}
	for _, name := range names {
		path := filepath.Join(folder, name)
		if j.trees[path] == nil {
			text, _ := os.ReadFile(path)
			tree, _ := parser.ParseFile(j.files, path, text, parser.SkipObjectResolution)
			j.trees[path], j.texts[path] = tree, text
			j.noteBodies(tree)
		}
		trees = append(trees, j.trees[path])
	}
	return trees
}

func (j *judge) noteBodies(tree *ast.File) {
	note := func(name ast.Expr, value ast.Expr) {
		if _, isFunction := ast.Unparen(value).(*ast.FuncLit); isFunction {
			j.bodies[name.Pos()] = true
		} else {
			j.aliases[name.Pos()] = ast.Unparen(value)
		}
	}
	ast.Inspect(tree, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.FuncDecl:
			j.bodies[node.Name.Pos()] = node.Body != nil
		case *ast.AssignStmt:
			for i := 0; node.Tok == token.DEFINE && i < len(node.Lhs) && len(node.Lhs) == len(node.Rhs); i++ {
				note(node.Lhs[i], node.Rhs[i])
			}
		case *ast.ValueSpec:
			for i := 0; i < len(node.Names) && len(node.Names) == len(node.Values); i++ {
				note(node.Names[i], node.Values[i])
			}
		}
		return true
	})
}

// named is the function that an expression names.
func named(expression ast.Expr, info *types.Info) *types.Func {
	if selector, ok := expression.(*ast.SelectorExpr); ok {
		expression = selector.Sel
	}
	name, _ := expression.(*ast.Ident)
	function, _ := info.Uses[name].(*types.Func)
	return function
}

// importer finds packages as go/build does from a folder; a test outside of its package sees that with its tests.
type importer struct {
	judge  *judge
	folder string
	tested *types.Package
}

func (i importer) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if i.tested != nil && i.tested.Path() == path {
		return i.tested, nil
	}
	found, err := i.judge.context.Import(path, i.folder, 0)
	if err != nil {
		return nil, err
	}
	if known, ok := i.judge.packages[found.Dir]; ok {
		return known, nil
	}
	i.judge.packages[found.Dir] = types.NewPackage(path, found.Name)
	trees := i.judge.parse(found.Dir, append(append([]string{}, found.GoFiles...), found.CgoFiles...))
	config := types.Config{
		Error: func(error) {}, FakeImportC: true, IgnoreFuncBodies: true, Importer: importer{i.judge, found.Dir, nil},
	}
	checked, _ := config.Check(found.ImportPath, i.judge.files, trees, nil)
	i.judge.packages[found.Dir] = checked
	return checked, nil
}

func (j *judge) print(each *ast.CallExpr, info *types.Info) {
	callee := ast.Unparen(each.Fun)
	if info.Types[callee].IsType() {
		return // a conversion
	}
	switch index := callee.(type) {
	case *ast.IndexExpr:
		if isFunction(info, index.X) {
			callee = ast.Unparen(index.X)
		}
	case *ast.IndexListExpr:
		callee = ast.Unparen(index.X)
	}
	name, kind, to := j.called(callee, info)
	path, start := j.place(each.Pos())
	_, end := j.place(each.End())
	j.out.Encode(call{path, start, end, name, kind, to})
}

// isFunction tells a function with type arguments from an element of a list of functions.
func isFunction(info *types.Info, callee ast.Expr) bool {
	_, is := info.Types[ast.Unparen(callee)].Type.(*types.Signature)
	return is
}

func (j *judge) called(callee ast.Expr, info *types.Info) (name, kind string, to any) {
	switch callee := callee.(type) {
	case *ast.Ident:
		kind, to = j.object(info.Uses[callee])
		return callee.Name, kind, to
	case *ast.SelectorExpr:
		selection := info.Selections[callee]
		if selection == nil {
			kind, to = j.object(info.Uses[callee.Sel])
			return callee.Sel.Name, "qualified " + kind, to
		}
		kind, to = j.object(selection.Obj())
		shape := receiver(callee.X, selection)
		return callee.Sel.Name, shape + "." + kind, to
	case *ast.FuncLit:
		return "", "func() { … }()", "value"
	}
	return "", "expression()", "value"
}

// object says where a function is declared; a variable is one if it begins as one.
func (j *judge) object(object types.Object) (kind string, to any) {
	switch object := object.(type) {
	case *types.Builtin:
		if object.Parent() != types.Universe {
			return "unsafe", "unknown" // declared in a file of the library, for its documentation
		}
		return "builtin", "outside"
	case *types.Func:
		kind = "function"
		if signature := object.Signature(); signature.Recv() != nil {
			kind = "method"
			if types.IsInterface(signature.Recv().Type()) {
				kind = "interface method"
			}
		}
		if !object.Pos().IsValid() {
			return kind, "outside" // error.Error
		}
		return kind, j.target(object.Origin().Pos(), true)
	case *types.Var:
		if j.bodies[object.Pos()] {
			return "variable", j.target(object.Pos(), true)
		}
		if function := j.functions[object.Pos()]; function != nil {
			return "variable that names a function", j.target(function.Origin().Pos(), "maybe")
		}
		return "variable", "value"
	}
	return "unknown", "unknown"
}

func (j *judge) target(at token.Pos, bodied any) any {
	path, offset := j.place(at)
	if strings.HasPrefix(path, "..") {
		return "outside"
	}
	if !j.bodies[at] {
		bodied = false
	}
	return []target{{path, offset, bodied}}
}

// receiver puts in words what the receiver is, and whether an embedded field lends the method.
func receiver(expression ast.Expr, selection *types.Selection) string {
	shape := "expression"
	switch ast.Unparen(expression).(type) {
	case *ast.Ident:
		shape = "name"
	case *ast.SelectorExpr:
		shape = "field"
	case *ast.CallExpr:
		shape = "call()"
	case *ast.IndexExpr:
		shape = "a[i]"
	case *ast.TypeAssertExpr:
		shape = "a.(T)"
	case *ast.StarExpr, *ast.UnaryExpr:
		shape = "pointer"
	}
	if selection.Kind() == types.MethodExpr {
		shape = "T"
	}
	if len(selection.Index()) > 1 {
		shape += ", embedded"
	}
	return shape
}

// place is a position as a path below the root and an offset in UTF-16 units.
func (j *judge) place(at token.Pos) (path string, offset int) {
	position := j.files.PositionFor(at, false)
	path, _ = filepath.Rel(j.root, position.Filename)
	if j.wide[position.Filename] == nil {
		j.wide[position.Filename] = wideRunes(j.texts[position.Filename])
	}
	offset = position.Offset
	for _, each := range j.wide[position.Filename] {
		if each.at < position.Offset {
			offset -= each.surplus
		}
	}
	return path, offset
}

// wideRune is a character with more bytes than UTF-16 units.
type wideRune struct{ at, surplus int }

func wideRunes(text []byte) []wideRune {
	found := []wideRune{}
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		if size > 1 {
			found = append(found, wideRune{i, size - utf16.RuneLen(r)})
		}
		i += size
	}
	return found
}
