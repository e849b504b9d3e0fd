"""What every source file keeps to, beyond what ruff, mypy and the import contracts see."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "practice_desk"
LONGEST_FILE = 500
LONGEST_FUNCTION = 50
QT = {"PySide6", "shiboken6"}
QT_PACKAGES = {"app", "gui"}
CODELESS_IGNORE = re.compile(r"#\s*type:\s*ignore(?!\[)")


def test_that_no_file_is_longer_than_500_lines():
    too_long = {
        _name(path): length
        for path in _python_files("src", "tests", "installer")  # a first schema is one long list
        if (length := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    }
    assert not too_long


def test_that_no_function_of_the_program_is_longer_than_50_lines():
    too_long = {
        f"{_name(path)}:{node.lineno} {node.name}": length
        for path in _python_files("src", "installer")
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or node.lineno) - node.lineno + 1) > LONGEST_FUNCTION
    }
    assert not too_long


def test_that_every_package_and_module_says_what_it_is():
    packages = {path.parent for path in _python_files("src")}
    unnamed = [_name(folder) for folder in packages if not (folder / "__init__.py").is_file()]
    silent = [_name(path) for path in _python_files("src") if not ast.get_docstring(_tree(path))]
    assert not unnamed
    assert not silent


def test_that_every_ignored_type_error_names_its_code():
    codeless = [
        f"{_name(path)}:{number}"
        for path in _python_files("src", "tests", "installer", "migrations")
        if path != Path(__file__).resolve()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if CODELESS_IGNORE.search(line)
    ]
    assert not codeless


def test_that_qt_is_imported_by_app_and_gui_only():
    strays = [
        _name(path)
        for path in _python_files("src")
        if path.relative_to(SOURCE).parts[0] not in QT_PACKAGES
        and QT & set(_imported_packages(_tree(path)))
    ]
    assert not strays


def _python_files(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _imported_packages(tree: ast.Module) -> Iterator[str]:
    """Yield the top-level package of every import, wherever in the file it stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
