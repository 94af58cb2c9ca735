"""A query inside a loop: its cost grows with the rows.

The head of a loop runs once and may ask. Where one query a turn is meant (a worker that commits each item), a comment
on the line or above it says so: ``# query-in-loop: <reason>``.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from checks.source_tree import Finding, dotted_name, files, is_test, parsed
from checks.suppressions import has_reason

# What asks the database, or may: reads of the cache and of settings are not among them.
ASKING = re.compile(
	r"^frappe\.(?:get_all|get_list|get_value|get_last_doc|delete_doc|rename_doc|get_doc"
	r"|db\.(?!escape$|commit$|rollback$|savepoint$|after_commit|before_commit|after_rollback)\w+)$"
)
ASKING_METHODS = frozenset({"db_set", "reload", "run"})  # of a document or a query builder
MARK = re.compile(r"query-in-loop:\s*(?P<reason>.*)")
LOADERS = ("patches/", "presets/", "install.py", "commands")  # run by hand, a few times in a site's life

Comprehension = ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp


def loop_findings(app: Path) -> list[Finding]:
	"""Queries in the loops of an app's package."""
	findings = []
	for path in files(app, ".py"):
		relative = path.relative_to(app).as_posix()
		if is_test(path.relative_to(app)) or relative.startswith(LOADERS):
			continue
		lines = path.read_text(encoding="utf-8").splitlines()
		found = {(call.lineno, _asked(call)) for call in calls_in_loops(parsed(path)) if _asked(call)}
		for line, name in sorted(found):
			if not _explained(lines, line):
				findings.append(
					Finding(relative, line, f"{name} runs once for each turn of a loop: ask once for all")
				)
	return findings


def _explained(lines: list[str], line: int) -> bool:
	mark = MARK.search(lines[line - 1]) or (MARK.search(lines[line - 2]) if line > 1 else None)
	return bool(mark and has_reason([mark[0]], 1, mark["reason"]))


def _asked(call: ast.Call) -> str:
	"""The name of a call that asks the database, or an empty string."""
	name = dotted_name(call.func)
	if name == "frappe.get_doc":
		# get_doc({...}) makes a document and asks nothing
		return name if len(call.args) > 1 else ""
	if ASKING.match(name):
		return name
	method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
	# `subprocess.run` and the like have a plain name before the dot; a query builder is a chain of calls
	if method == "run" and not (
		isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Call)
	):
		return ""
	return f"….{method}" if method in ASKING_METHODS else ""


def calls_in_loops(tree: ast.AST) -> Iterator[ast.Call]:
	"""Every call that runs again at each turn of a loop or comprehension."""
	for node in ast.walk(tree):
		for repeated in _repeated_parts(node):
			yield from (each for each in ast.walk(repeated) if isinstance(each, ast.Call))


def _repeated_parts(node: ast.AST) -> list[ast.AST]:
	if isinstance(node, ast.For | ast.AsyncFor):
		return list(node.body)
	if isinstance(node, ast.While):
		return [node.test, *node.body]
	if isinstance(node, Comprehension):
		result = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
		first, *others = node.generators
		return [*result, *first.ifs, *(part for each in others for part in (each.iter, *each.ifs))]
	return []
