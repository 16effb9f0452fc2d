"""Changes to what draws: every colour, marker, number, word, order, condition and call of a source, one at a time.

A change is spliced into the text at the place of its node, so that everything else stays as written.
"""

from __future__ import annotations

import ast
import hashlib
import re
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

GUARDS = {"strict", "observed"}  # switches that only refuse or leave out what is not there
INKS = {"INK": "MUTED", "MUTED": "INK", "QUIET": "HAIR", "HAIR": "QUIET", "PALE": "HAIR", "PAPER": "PALE"}
WORDS = {"left": "right", "right": "left", "center": "left", "top": "bottom", "bottom": "top", "baseline": "top",
         "butt": "round", "miter": "round", "o": "s", "D": "o", "s": "o", "^": "o", "v": "^", "|": "o", "-": "--", "--": "-",
         ":": "-", "none": "-", "en": "zh", "zh": "en", "en-zh": "zh", "page": "slide", "column": "page", "slide": "page",
         "log": "linear", "linear": "log", "x": "y", "y": "x", "even": "uneven"}
COMPARISONS = {ast.Eq: "!=", ast.NotEq: "==", ast.Lt: ">=", ast.LtE: ">", ast.Gt: "<=", ast.GtE: "<", ast.In: "not in",
               ast.NotIn: "in", ast.Is: "is not", ast.IsNot: "is"}
OPERATORS = {ast.Add: "-", ast.Sub: "+", ast.Mult: "/", ast.Div: "*", ast.FloorDiv: "*", ast.Mod: "*", ast.Pow: "*"}


class Change(NamedTuple):
    """One change of a source: its file and function, what is done, and the bytes it puts in which place."""

    place: str
    kind: str
    was: str
    now: str
    start: int
    end: int
    lines: tuple[int, int]
    which: int = 0

    @property
    def name(self) -> str:
        """Say the change so that it can be found again, whatever else moves in the file."""
        again = f" ({self.which + 1})" if self.which else ""
        return f"{self.place}: {self.kind}: {short(self.was)} → {short(self.now)}{again}"

    def apply(self, source: str) -> str:
        """Return the source with the change in it."""
        raw = source.encode()
        return (raw[:self.start] + self.now.encode() + raw[self.end:]).decode()


def short(text: str) -> str:
    """Return a text on one line, without its middle where it is long."""
    text = " ".join(text.split())
    return text if len(text) <= 48 else text[:30] + "…" + text[-17:]


def changes(source: str, file: str) -> list[Change]:
    """Return every change of a source, each that compiles, each with a name of its own."""
    finder = _Finder(source, file)
    finder.visit(ast.parse(source))
    named, seen = [], Counter()
    for change in finder.found:
        if change.was == change.now or not _compiles(change.apply(source)):
            continue
        named.append(change._replace(which=seen[change.name]))
        seen[change.name] += 1
    return named


def _compiles(source: str) -> bool:
    try:
        compile(source, "mutant", "exec")
    except SyntaxError:
        return False
    return True


class _Finder(ast.NodeVisitor):
    """Walk a source and note the changes."""

    def __init__(self, source: str, file: str) -> None:
        self.raw, self.file = source.encode(), file
        starts = [0]
        for line in source.encode().split(b"\n"):
            starts.append(starts[-1] + len(line) + 1)
        self.starts, self.stack, self.found = starts, [], []
        self.statement: ast.stmt | None = None

    def text(self, node: ast.AST) -> str:
        return self.raw[slice(*self.span(node))].decode()

    def span(self, node: ast.AST) -> tuple[int, int]:
        return (self.starts[node.lineno - 1] + node.col_offset, self.starts[node.end_lineno - 1] + node.end_col_offset)

    def note(self, node: ast.AST, kind: str, now: str, span: tuple[int, int] | None = None) -> None:
        start, end = span or self.span(node)
        at = self.statement or node
        last = at.body[0].lineno - 1 if getattr(at, "body", None) and isinstance(at.body, list) else at.end_lineno
        self.found.append(Change(".".join([self.file, *self.stack]), kind, self.raw[start:end].decode(), now, start, end,
                                 (at.lineno, max(last, at.lineno))))

    def visit(self, node: ast.AST) -> None:
        outer = self.statement
        if isinstance(node, ast.stmt):
            self.statement = node
        if isinstance(node, (ast.Raise, ast.Import, ast.ImportFrom, ast.Assert)) or _is_docstring(node):
            self.statement = outer
            return  # what is said in an error is no drawing
        super().visit(node)
        self.statement = outer

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self.stack.append(node.name)
        for part in [*node.args.defaults, *filter(None, node.args.kw_defaults), *node.body]:
            self.visit(part)
        self.stack.pop()

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.stack.append(node.name)
        for part in node.body:
            self.visit(part)
        self.stack.pop()

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        text = self.text(node)
        at = next((m for m in re.finditer(r"[A-Za-z]{3,}|[\u4e00-\u9fff]{2}", re.sub(r"\{[^{}]*\}", lambda m: "\0" * len(m[0]), text))
                   if m.start() > 1), None)
        if at:
            self.note(node, "word", text[:at.start()] + at[0][::-1] + text[at.end():])

    def visit_Constant(self, node: ast.Constant) -> None:
        value = node.value
        if isinstance(value, bool):
            self.note(node, "switch", str(not value))
        elif isinstance(value, (int, float)):
            self.note(node, "number", str(value + 1) if isinstance(value, int) else f"{value * 1.5:.6g}" if value else "0.5")
        elif isinstance(value, str) and value:
            kind, now = _another(value)
            self.note(node, kind, repr(now))

    def visit_Name(self, node: ast.Name) -> None:
        if node.id in INKS and isinstance(node.ctx, ast.Load):
            self.note(node, "colour", INKS[node.id])

    def visit_IfExp(self, node: ast.IfExp) -> None:
        self.note(node, "always the first", self.text(node.body))
        self.note(node, "always the other", self.text(node.orelse))
        self.generic_visit(node)

    def visit_If(self, node: ast.If) -> None:
        self.note(node.test, "condition turned round", f"not ({self.text(node.test)})")
        self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> None:
        if len(node.ops) == 1 and type(node.ops[0]) in COMPARISONS:
            between = (self.span(node.left)[1], self.span(node.comparators[0])[0])
            self.note(node, "comparison", f" {COMPARISONS[type(node.ops[0])]} ", between)
        self.visit(node.left)
        for sign, part in zip(node.ops, node.comparators, strict=True):
            (self.members if isinstance(sign, (ast.In, ast.NotIn)) else self.visit)(part)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        if type(node.op) in OPERATORS and not isinstance(node.left, (ast.List, ast.Tuple, ast.JoinedStr)):
            between = (self.span(node.left)[1], self.span(node.right)[0])
            sign = self.raw[slice(*between)].decode()
            if "(" not in sign and ")" not in sign and "#" not in sign:
                self.note(node, "operator", f" {OPERATORS[type(node.op)]} ", between)
        self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        if isinstance(node.op, (ast.USub, ast.Not)):
            self.note(node, "sign lost", self.text(node.operand))
        self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> None:
        if isinstance(node.value, ast.Call):
            self.note(node, "call left out", "None")
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        plain = [a for a in node.args if not isinstance(a, ast.Starred)]
        if len(plain) >= 2 and len(plain) == len(node.args) and _name(node.func) not in ("min", "max"):
            first, second = plain[-2:] if _name(node.func) != "Text" else plain[:2]
            (a, b), (c, d) = self.span(first), self.span(second)
            kind = "languages swapped" if _name(node.func) == "Text" else "arguments swapped"
            self.note(node, kind, self.raw[c:d].decode() + self.raw[b:c].decode() + self.raw[a:b].decode(), (a, d))
        for keyword in node.keywords:
            if keyword.arg is not None and keyword.arg not in GUARDS:
                start, end = self.starts[keyword.lineno - 1] + keyword.col_offset, self.span(keyword.value)[1]
                rest = self.raw[end:]
                comma = re.match(rb"\s*,", rest)
                self.note(keyword.value, "argument left out", "", (start, end + (len(comma[0]) if comma else 0)))
        if _name(node.func) == "is_exact":
            self.note(node, "hedged as exact", "True")
        for part in [node.func, *node.args, *(k.value for k in node.keywords if k.arg not in GUARDS)]:
            if _name(node.func) in ("isin", "set", "frozenset", "issubset") and isinstance(part, (ast.List, ast.Tuple)):
                self.members(part)
            else:
                self.visit(part)

    def members(self, node: ast.expr) -> None:
        """Visit what is only a set, whose order says nothing."""
        for part in node.elts if isinstance(node, (ast.List, ast.Tuple)) else [node]:
            self.visit(part)

    def visit_List(self, node: ast.List) -> None:
        self._order(node)
        self.generic_visit(node)

    visit_Tuple = visit_List  # noqa: N815

    def _order(self, node) -> None:
        if len(node.elts) >= 2 and isinstance(node.ctx, ast.Load):
            (a, b), (c, d) = self.span(node.elts[0]), self.span(node.elts[1])
            self.note(node, "order", self.raw[c:d].decode() + self.raw[b:c].decode() + self.raw[a:b].decode(), (a, d))


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else function.attr if isinstance(function, ast.Attribute) else ""


def _another(value: str) -> tuple[str, str]:
    """Return what becomes of a word, and what kind of change that is."""
    if re.fullmatch(r"#[0-9A-Fa-f]{6}", value):
        return "colour", f"#{(int(value[1:], 16) ^ 0x102010):06X}"
    if value in WORDS:
        return "word", WORDS[value]
    found = max(re.finditer(r"[A-Za-z]{3,}|[\u4e00-\u9fff]{2,}", value), key=lambda m: len(m[0]), default=None)
    if found and found[0][::-1] != found[0]:
        return "word", value[:found.start()] + found[0][::-1] + value[found.end():]
    return "word", value + "x"


def sample(found: list, name: Callable, number: int, seed: int, known: set[str]) -> list:
    """Choose some by a hash of their names, so that a change elsewhere changes no choice, and all that are known."""
    def lot(one) -> str:
        return hashlib.sha256(f"{seed} {name(one)}".encode()).hexdigest()
    chosen = sorted(found, key=lot)[:number]
    names = {name(one) for one in chosen}
    return [*chosen, *(one for one in found if name(one) in known - names)]
