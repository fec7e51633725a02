"""The calls and declarations of the Python files below a folder, one line of JSON a file.

Positions are a line and a character as language servers count them, and an offset, all in UTF-16 units from 0.

    python3 calls.py FOLDER
"""

import ast
import json
import os
import re
import sys


class File:
    """A file's text, with places in it."""

    def __init__(self, text):
        self.lines = text.splitlines(keepends=True) if "\f" not in text else re.findall(r"[^\n]*\n|[^\n]+", text)
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + units(line))

    def place(self, line, column):
        """Of a line from 1 and a column in bytes."""
        character = units(self.lines[line - 1].encode()[:column].decode())
        return {"line": line - 1, "character": character, "at": self.starts[line - 1] + character}

    def start(self, node):
        return self.place(node.lineno, node.col_offset)

    def end(self, node):
        return self.place(node.end_lineno, node.end_col_offset)

    def named(self, node, keyword):
        """Where the name of a definition is."""
        text = self.lines[node.lineno - 1].encode()[node.col_offset :].decode()
        found = re.match(rf"(?:async\s+)?{keyword}\s+", text)
        return self.place(node.lineno, node.col_offset + (len(found.group().encode()) if found else 0))

    def name_of(self, callee):
        """Where a name or the last part of a dotted one is; nothing for other expressions."""
        if isinstance(callee, ast.Name):
            return self.start(callee)
        if isinstance(callee, ast.Attribute):
            return self.place(callee.end_lineno, callee.end_col_offset - len(callee.attr.encode()))
        return None


def units(text):
    return len(text.encode("utf-16-le")) // 2


def shape(callee):
    if isinstance(callee, ast.Name):
        return "f()"
    if not isinstance(callee, ast.Attribute):
        return "expression()"
    receiver = callee.value
    if isinstance(receiver, ast.Name):
        return f"{receiver.id}.m()" if receiver.id in ("self", "cls") else "a.m()"
    if isinstance(receiver, ast.Call):
        return "super().m()" if isinstance(receiver.func, ast.Name) and receiver.func.id == "super" else "call().m()"
    if isinstance(receiver, ast.Attribute):
        own = isinstance(receiver.value, ast.Name) and receiver.value.id == "self"
        return "self.field.m()" if own else "a.b.m()"
    return "a[i].m()" if isinstance(receiver, ast.Subscript) else "expression.m()"


def last_name(node):
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def function(file, node):
    decorators = {last_name(each.func if isinstance(each, ast.Call) else each) for each in node.decorator_list}
    kind = "overload" if "overload" in decorators else "function"
    if decorators & {"property", "cached_property", "setter"}:
        kind = "property"
    return {**file.named(node, "def"), "kind": kind, "name": node.name}


def is_of_class(method):
    marks = {last_name(each) for each in method.decorator_list}
    return "classmethod" in marks or method.name in ("__new__", "__init_subclass__", "__class_getitem__")


def declarations(file, node):
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        yield function(file, node)
    elif isinstance(node, ast.ClassDef):
        own = {each.name: each for each in node.body if isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef))}
        made = own.get("__init__") or own.get("__new__")
        declared = {
            **file.named(node, "class"),
            "kind": "class",
            "init": made and {**file.named(made, "def"), "isCalled": made.name == "__init__"},
            "bases": [place for place in map(file.name_of, node.bases) if place],
        }
        yield declared
        # `cls` is the class, or a subclass nobody knows here, as `self` is an instance of either.
        for method in own.values():
            first = (method.args.posonlyargs + method.args.args)[:1]
            if first and is_of_class(method):
                place = file.start(first[0])
                yield {**declared, "line": place["line"], "character": place["character"]}
    elif isinstance(node, (ast.Assign, ast.AnnAssign)):
        for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
            place = file.name_of(target)
            if place and isinstance(node.value, ast.Lambda):
                yield {**place, "kind": "lambda"}
            elif place and file.name_of(node.value):
                yield {**place, "kind": "alias", "of": file.name_of(node.value)}
            elif place:
                yield {**place, "kind": "variable"}


def calls(file, node):
    if isinstance(node, ast.Call):
        name = last_name(node.func)
        start, end = file.start(node)["at"], file.end(node)["at"]
        yield {"start": start, "end": end, "name": name, "kind": shape(node.func), "callee": file.name_of(node.func)}


def main(root):
    for folder, folders, names in os.walk(root):
        folders.sort()
        for name in sorted(names):
            if not name.endswith(".py"):
                continue
            path = os.path.join(folder, name)
            try:
                with open(path, encoding="utf-8", newline="") as source:
                    text = source.read()
                tree = ast.parse(text)
            except (SyntaxError, ValueError):
                continue
            file = File(text)
            nodes = list(ast.walk(tree))
            found = {
                "path": os.path.relpath(path, root),
                "calls": [each for node in nodes for each in calls(file, node)],
                "declarations": [each for node in nodes for each in declarations(file, node)],
            }
            print(json.dumps(found))


main(sys.argv[1])
