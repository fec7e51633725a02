"""Says what Python's own parser finds in the Python files below a folder, and where its import system finds what they
import: one line of JSON a file.

    python3 judge.py FOLDER [FOLDER THAT MODULES ARE FOUND IN, FROM THERE...]

The folders are what a program would have on `sys.path`, the folder of the file itself apart, which a script has there.
Nothing is run: modules are found by importlib's own `FileFinder`, a package at a time. What lies in folders that are
no part of a graph (`build`) is left out.
"""

import ast
import json
import os
import sys
import warnings
from functools import cache
from importlib.machinery import SOURCE_SUFFIXES, FileFinder, ModuleSpec, SourceFileLoader
from importlib.util import resolve_name

SKIPPED = {"node_modules", "dist", "build", "coverage"}
ENUMS = {"Enum", "IntEnum", "StrEnum", "Flag", "IntFlag"}


def last_name(node):
    while isinstance(node, ast.Subscript):
        node = node.value
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else None


def class_kind(node):
    """As the graph names kinds: by the names of a class's own bases, the last that says something."""
    kind = "class"
    for base in map(last_name, node.bases):
        if base in ENUMS:
            kind = "enum"
        elif base == "Protocol":
            kind = "interface"
    return kind


def assigned(target):
    return getattr(target, "attr", getattr(target, "id", None))


def definitions(tree):
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yield "function", node.name, node.lineno
            case ast.ClassDef():
                yield class_kind(node), node.name, node.lineno
            # `a = b = lambda: …` is, to the graph, an assignment to `b` in one to `a`.
            case ast.Assign(targets=[*_, target], value=ast.Lambda()) if assigned(target):
                yield "function", assigned(target), target.lineno
            case ast.AnnAssign(target=target, value=ast.Lambda()) if assigned(target):
                yield "function", assigned(target), node.lineno
            case ast.Dict(keys=keys, values=values):
                for key, value in zip(keys, values):
                    if isinstance(value, ast.Lambda) and isinstance(getattr(key, "value", None), str) and key.value:
                        yield "function", key.value, key.lineno
            case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation) if last_name(annotation) == "TypeAlias":
                yield "alias", name, node.lineno
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=func)) if last_name(func) == "NewType":
                yield "alias", name, node.lineno


@cache
def finder_of(folder):
    return FileFinder(folder, (SourceFileLoader, SOURCE_SUFFIXES))


class Modules:
    """Where modules are, for files in one folder."""

    def __init__(self, paths):
        self.paths = paths

    @cache
    def spec(self, name):
        package, _, _ = name.rpartition(".")
        paths = self.paths
        if package:
            above = self.spec(package)
            if above is None or above.submodule_search_locations is None:
                return None
            paths = above.submodule_search_locations
        portions = []
        for spec in filter(None, (finder_of(path).find_spec(name) for path in paths)):
            if spec.loader:
                return spec
            portions += spec.submodule_search_locations
        if not portions:
            return None
        namespace = ModuleSpec(name, None)
        namespace.submodule_search_locations = portions
        return namespace

    def place(self, name):
        """The file of a module, the folder of a package without one."""
        spec = self.spec(name)
        if spec is None:
            return None
        if spec.has_location and spec.origin and spec.origin.endswith(".py"):
            return spec.origin
        return next(iter(spec.submodule_search_locations or []), None)

    def imported(self, node, package):
        if isinstance(node, ast.Import):
            yield from (self.place(alias.name) for alias in node.names)
            return
        module = node.module or ""
        if node.level:
            try:
                module = resolve_name("." * node.level + module, package)
            except ImportError:
                return
        for alias in node.names:
            inner = None if alias.name == "*" else self.place(f"{module}.{alias.name}")
            yield inner or self.place(module)


def package_of(path, roots):
    """The package that a file's relative imports start from, by the longest of the roots that it lies in."""
    folder = os.path.dirname(path)
    root = max((root for root in roots if (folder + "/").startswith(root + "/")), key=len)
    return os.path.relpath(folder, root).replace("/", ".").strip(".")


def main():
    root = os.path.realpath(sys.argv[1])
    roots = [os.path.normpath(os.path.join(root, path)) for path in sys.argv[2:] or ["."]]
    modules = {}
    warnings.simplefilter("ignore")
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in SKIPPED and not name.startswith("."))
        for file in sorted(files):
            if not file.endswith(".py") or file.startswith("."):
                continue
            path = f"{folder}/{file}"
            answer = {"path": path, "broken": False, "definitions": [], "imports": None}
            try:
                with open(path, "rb") as source:
                    tree = ast.parse(source.read())
            except (SyntaxError, ValueError):
                print(json.dumps({**answer, "broken": True}))
                continue
            kinds = ("kind", "name", "line")
            answer["definitions"] = [dict(zip(kinds, found)) for found in definitions(tree)]
            # A script finds what lies beside it; a module of a package does not.
            is_packaged = os.path.exists(f"{folder}/__init__.py")
            finder = modules.setdefault(folder, Modules(tuple(roots if is_packaged else [folder, *roots])))
            package = package_of(path, [*roots, root])
            nodes = (node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom))
            found = (place for node in nodes for place in finder.imported(node, package) if place)
            places = [place for place in found if not SKIPPED & set(os.path.relpath(place, root).split("/"))]
            answer["imports"] = {str(number): place for number, place in enumerate(places)}
            print(json.dumps(answer))


main()
