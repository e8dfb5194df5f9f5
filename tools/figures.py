"""Measures the code against the figures that it is to keep, prints them, and fails where one is missed."""

import ast
import statistics
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "aggregator"
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """One measured number, the bound that it is to keep, and whether more or less is better."""

    name: str
    value: float
    bound: float
    at_least: bool = False

    @property
    def kept(self) -> bool:
        """Say whether the bound is kept."""
        return self.value >= self.bound if self.at_least else self.value <= self.bound


def main() -> int:
    """Print every figure; return 1 where one is missed."""
    trees = {
        path: ast.parse(path.read_text())
        for path in sorted(PACKAGE.rglob("*.py"))
        if "versions" not in path.parts
    }
    figures = list(measure(trees))
    for figure in figures:
        sign = ">=" if figure.at_least else "<="
        mark = "" if figure.kept else "   MISSED"
        print(f"{figure.name:<44} {figure.value:>8.2f}   {sign} {figure.bound:g}{mark}")
    return 0 if all(figure.kept for figure in figures) else 1


def measure(trees: dict[Path, ast.Module]) -> Iterator[Figure]:
    """Yield the figures of a tree of modules."""
    lengths = {path: len(path.read_text().splitlines()) for path in trees}
    longest = max(lengths, key=lambda path: lengths[path])
    yield Figure(name=f"longest file ({longest.relative_to(ROOT)})", value=lengths[longest], bound=400)
    sizes = sorted(_lines(function) for tree in trees.values() for function in _functions(tree))
    yield Figure(name="function lines, median", value=statistics.median(sizes), bound=8)
    yield Figure(name="function lines, 90th percentile", value=sizes[int(len(sizes) * 0.9)], bound=25)
    yield Figure(name="functions over 40 lines, per cent", value=_share(sizes, over=40), bound=2)
    documented = [bool(ast.get_docstring(node)) for tree in trees.values() for node in _public(tree)]
    share = 100 * sum(documented) / len(documented)
    yield Figure(name="public docstrings, per cent", value=share, bound=90, at_least=True)
    broad = sum(_is_broad(node) for tree in trees.values() for node in ast.walk(tree))
    yield Figure(name="broad excepts", value=broad, bound=5)
    tests = sum(_code_lines(path) for path in (ROOT / "tests").rglob("*.py"))
    code = sum(_code_lines(path) for path in trees)
    yield Figure(name="test lines to code lines", value=tests / code, bound=1.8)
    yield Figure(name="test lines to code lines", value=tests / code, bound=0.6, at_least=True)


def _functions(tree: ast.Module) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def _lines(function: Function) -> int:
    """Return a function's lines without its docstring, which may be as long as it needs."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return body[-1].end_lineno - body[0].lineno + 2 if body and body[-1].end_lineno else 1


def _share(sizes: list[int], *, over: int) -> float:
    return 100 * sum(size > over for size in sizes) / len(sizes)


def _public(tree: ast.Module) -> Iterator[ast.Module | ast.ClassDef | Function]:
    yield tree
    for node in tree.body:
        if isinstance(node, ast.ClassDef | Function) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from (
                    one for one in node.body if isinstance(one, Function) and not one.name.startswith("_")
                )


def _is_broad(node: ast.AST) -> bool:
    if not isinstance(node, ast.ExceptHandler):
        return False
    return node.type is None or (
        isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"}
    )


def _code_lines(path: Path) -> int:
    """Return the lines of a file that hold code: no blanks, no comments, no docstrings."""
    text = path.read_text()
    documented = {
        line
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
    return sum(
        1
        for number, line in enumerate(text.splitlines(), start=1)
        if number not in documented and line.strip() and not line.strip().startswith("#")
    )


if __name__ == "__main__":
    sys.exit(main())
