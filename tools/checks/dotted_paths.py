"""Every dotted path that is written as text leads somewhere: hooks, queued jobs, calls from scripts and templates.

Nothing is imported. A path is followed through the files: package, module, then a name at the module's top level
and, after it, a name in a class. A name that the module imports counts: where it comes from is the linter's matter.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from checks.source_tree import Finding, files, is_test

APP = "servicedesk"
PATH_IN_TEXT = re.compile(r"(?<![\w./@-])servicedesk(?:\.[A-Za-z_]\w*)+(?![\w/-])")
PATH_IN_HOOKS = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+")
READ = (".py", ".js", ".html", ".json", ".txt")


def resolves(dotted: str, roots: tuple[Path, ...]) -> bool:
	"""Whether ``a.b.c`` names a package, a module, or something in one, in one of the folders that hold packages."""
	return any(_resolves_in(dotted.split("."), root) for root in roots)


def _resolves_in(parts: list[str], folder: Path) -> bool:
	for position, part in enumerate(parts):
		if (folder / part).is_dir():
			folder /= part
		elif (folder / f"{part}.py").is_file():
			return _holds(folder / f"{part}.py", parts[position + 1 :])
		else:
			return (folder / "__init__.py").is_file() and _holds(folder / "__init__.py", parts[position:])
	return True


def _holds(module: Path, names: list[str]) -> bool:
	if not names:
		return True
	found = _top_level(module).get(names[0])
	if found is None:
		return False
	if len(names) == 1 or not isinstance(found, ast.ClassDef):
		return True
	return names[1] in dict(_named(found.body))


@cache
def _top_level(module: Path) -> dict[str, ast.AST]:
	return dict(_named(ast.parse(module.read_text(encoding="utf-8")).body))


def _named(body: list[ast.stmt]) -> Iterator[tuple[str, ast.AST]]:
	"""The names that statements bind, also under ``if`` and ``try``."""
	for statement in body:
		if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
			yield statement.name, statement
		elif isinstance(statement, ast.Import | ast.ImportFrom):
			yield from ((each.asname or each.name.partition(".")[0], statement) for each in statement.names)
		elif isinstance(statement, ast.Assign | ast.AnnAssign):
			targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
			yield from ((each.id, statement) for each in targets if isinstance(each, ast.Name))
		elif isinstance(statement, ast.If | ast.Try):
			yield from _named([*statement.body, *statement.orelse])


def hook_findings(hooks: Path, roots: tuple[Path, ...]) -> list[Finding]:
	"""Dotted paths in hooks.py that lead nowhere, and anything there that is not a literal.

	Paths into packages that stand in none of ``roots`` (a Frappe that is not restored yet) are passed over.
	"""
	tree = ast.parse(hooks.read_text(encoding="utf-8"))
	findings = [
		Finding(hooks.name, statement.lineno, "hooks.py holds literals only: no work when it is imported")
		for statement in tree.body
		if not _is_literal_assignment(statement)
	]
	for line, text in _strings(tree):
		package = text.partition(".")[0]
		known = any((root / package / "__init__.py").is_file() for root in roots)
		if PATH_IN_HOOKS.fullmatch(text) and known and not resolves(text, roots):
			findings.append(Finding(hooks.name, line, f"{text} leads nowhere"))
	return findings


def _is_literal_assignment(statement: ast.stmt) -> bool:
	if isinstance(statement, ast.Expr):
		return isinstance(statement.value, ast.Constant)
	if not isinstance(statement, ast.Assign | ast.AnnAssign) or statement.value is None:
		return False
	try:
		ast.literal_eval(statement.value)
	except ValueError:
		return False
	return True


def _strings(tree: ast.AST) -> Iterator[tuple[int, str]]:
	for node in ast.walk(tree):
		if isinstance(node, ast.Constant) and isinstance(node.value, str):
			yield node.lineno, node.value


def mention_findings(root: Path, app: Path, packages: set[str]) -> list[Finding]:
	"""Texts like ``servicedesk.tickets.intake.open_ticket`` anywhere under ``root`` that lead nowhere.

	``packages`` are the layers: `servicedesk.localhost` and the like are no paths.
	"""
	findings = []
	for path in files(root, *READ):
		if is_test(path.relative_to(root)):
			continue  # tests make paths up
		lines = path.read_text(encoding="utf-8").splitlines()
		for number, line in enumerate(lines, start=1):
			for dotted in PATH_IN_TEXT.findall(line):
				if dotted.split(".")[1] in packages and not resolves(dotted, (app.parent,)):
					relative = path.relative_to(root).as_posix()
					findings.append(Finding(relative, number, f"{dotted} leads nowhere"))
	return findings
