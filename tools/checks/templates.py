"""Nothing reaches a page unescaped. Frappe's template environment does not escape by itself, so templates that it
renders must; the portal's own environment does.

A printed value is escaped when it stands inside ``{% autoescape true %}``, ends in ``| e``, or is safe by nature: a
translated literal, a literal, or a value with a filter that gives no markup. ``| safe`` says: I know, and must give
its reason (see suppressions.py).
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, TemplateSyntaxError, nodes

from checks.source_tree import Finding, dotted_name, files, parsed

# After these a value holds no markup of a stranger's, or has been declared free of it by hand.
ESCAPING_FILTERS = frozenset(
	{"e", "escape", "forceescape", "safe", "tojson", "urlencode", "int", "float", "length"}
)
# Calls that print text of the app's own.
OWN_TEXT = frozenset({"_", "super", "caller", "include_style", "include_script"})


def template_findings(root: Path, escaped: str = "") -> list[Finding]:
	"""Values printed without escaping, and templates that do not parse, under ``root``.

	``escaped`` is the folder whose templates an environment of our own renders, which escapes by itself.
	"""
	findings = []
	for path in files(root, ".html"):
		relative = path.relative_to(root).as_posix()
		if "public" in path.relative_to(root).parts:
			continue  # the browser's own templates; not Jinja
		try:
			tree = Environment().parse(path.read_text(encoding="utf-8"))  # noqa: S701 - only parsed, never rendered
		except TemplateSyntaxError as broken:
			findings.append(Finding(relative, broken.lineno, f"does not parse: {broken.message}"))
			continue
		escaping = bool(escaped) and relative.startswith(escaped)
		for line in _unescaped(tree, escaping, escaping):
			message = "printed without escaping: put it inside {% autoescape true %} or end it with | e"
			findings.append(Finding(relative, line, message))
	return findings


def _unescaped(node: nodes.Node, escaping: bool, default: bool) -> Iterator[int]:
	"""The lines of printed values that nothing escapes. ``default`` is what the environment does by itself."""
	if isinstance(node, nodes.ScopedEvalContextModifier):
		escaping = _turned_on(node, escaping)
	elif isinstance(node, nodes.Block | nodes.Macro):
		escaping = default  # rendered on its own: what stands around it in the file does not count
	elif isinstance(node, nodes.Output) and not escaping:
		yield from (printed.lineno for printed in node.nodes if not _safe(printed))
	for child in node.iter_child_nodes():
		yield from _unescaped(child, escaping, default)


def _turned_on(node: nodes.ScopedEvalContextModifier, before: bool) -> bool:
	for option in node.options:
		if option.key == "autoescape" and isinstance(option.value, nodes.Const):
			return bool(option.value.value)
	return before


def environment_escapes(module: Path) -> bool:
	"""Whether every Jinja environment made in a Python module is told to escape."""
	calls = [node for node in ast.walk(parsed(module)) if isinstance(node, ast.Call)]
	made = [call for call in calls if dotted_name(call.func).endswith("Environment")]
	told_to = [call for call in made if any(_turns_escaping_on(keyword) for keyword in call.keywords)]
	return bool(made) and len(told_to) == len(made)


def _turns_escaping_on(keyword: ast.keyword) -> bool:
	if keyword.arg != "autoescape":
		return False
	if isinstance(keyword.value, ast.Call):
		return dotted_name(keyword.value.func).endswith("select_autoescape")
	return isinstance(keyword.value, ast.Constant) and keyword.value.value is True


def _safe(node: nodes.Node) -> bool:
	if isinstance(node, nodes.TemplateData | nodes.Const):
		return True
	if isinstance(node, nodes.Filter):
		return node.name in ESCAPING_FILTERS
	if isinstance(node, nodes.CondExpr):
		return _safe(node.expr1) and (node.expr2 is None or _safe(node.expr2))
	return _is_own_text(node)


def _is_own_text(node: nodes.Node) -> bool:
	if not isinstance(node, nodes.Call):
		return False
	if isinstance(node.node, nodes.Name):
		return node.node.name in OWN_TEXT and all(_safe(argument) for argument in node.args)
	# `_("… {0}").format(value)` prints the value
	if not isinstance(node.node, nodes.Getattr) or node.node.attr != "format":
		return False
	return _is_own_text(node.node.node) and all(_safe(argument) for argument in node.args)
