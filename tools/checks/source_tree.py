"""Finding and reading source files, and how a broken rule is told. Nothing here imports what it reads."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
APP_IN_REPOSITORY = Path("apps/servicedesk/servicedesk")

# Not written by us, or made by a program; hidden folders (caches) too.
SKIPPED_FOLDERS = frozenset(
	{
		"env",
		"node_modules",
		"var",
		"logs",
		"config",
		"sites",
		".git",
		"__pycache__",
		"dist",
		"vendor",
		".venv",
	}
)
SKIPPED_PATHS = ("apps/frappe", "tools/semgrep/samples")


@dataclass(frozen=True, order=True)
class Finding:
	"""A broken rule: where, and in words that say what to do. ``line`` counts from 1; 0 is the whole file."""

	path: str
	line: int
	message: str

	def __str__(self) -> str:
		return f"{self.path}:{self.line}: {self.message}" if self.line else f"{self.path}: {self.message}"


def files(root: Path, *suffixes: str) -> list[Path]:
	"""Every written file under ``root`` with one of the suffixes (".py"), sorted; all files without a suffix."""
	return sorted(path for path in _walk(root, root) if not suffixes or path.suffix in suffixes)


def _walk(root: Path, folder: Path) -> Iterator[Path]:
	for entry in folder.iterdir():
		relative = entry.relative_to(root).as_posix()
		if entry.is_symlink() or relative in SKIPPED_PATHS:
			continue
		if entry.is_dir():
			if entry.name not in SKIPPED_FOLDERS and not entry.name.startswith("."):
				yield from _walk(root, entry)
		else:
			yield entry


def parsed(path: Path) -> ast.Module:
	"""The syntax tree of a Python file."""
	return ast.parse(path.read_text(encoding="utf-8"), str(path))


def is_test(path: Path) -> bool:
	"""Whether a file is part of the tests: it may do what the product may not."""
	return (
		path.name.startswith("test_") or path.name in {"conftest.py", "testing.py"} or "tests" in path.parts
	)


def dotted_name(node: ast.AST) -> str:
	"""``frappe.db.commit`` for the expression that is written so; an empty string for any other expression."""
	if isinstance(node, ast.Name):
		return node.id
	if isinstance(node, ast.Attribute):
		owner = dotted_name(node.value)
		return f"{owner}.{node.attr}" if owner else ""
	return ""


def told(findings: Iterable[Finding]) -> str:
	"""The findings as text, one a line, for an assertion's message."""
	return "\n" + "\n".join(str(finding) for finding in sorted(findings))
