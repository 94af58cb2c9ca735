"""Every sentence of the app that people read: literals in ``_()`` and ``__()``, the texts of DocTypes and the like, the
fields that code adds to a DocType, the groups of a form's dashboard, and the names of roles and the steps of workflows
(constants that end in ROLE, ROLES or TRANSITIONS).

The key of a text is its source, or ``source:context`` where a context is given, as Frappe's own tables have it.
"""

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checks.source_tree import dotted_name, files, is_test

PYTHON_FUNCTIONS = frozenset({"_", "_lt", "frappe._", "frappe._lt"})
# A quoted literal: its quote, then anything but that quote unless escaped.
LITERAL = r"""(?P<quote>["'`])(?P<text>(?:\\.|(?!(?P=quote)).)*)(?P=quote)"""
CALL_IN_TEXT = re.compile(r"(?<![\w.])(?:_|__)\(\s*" + LITERAL + r"\s*(?P<after>[^)]*)", re.DOTALL)
CONTEXT = re.compile(
	r"""^\s*,\s*(?:context\s*=\s*|(?:null|\[[^\]]*\]|\{[^}]*\})\s*,\s*)["'](?P<context>[^"']*)["']"""
)
# The kinds of record that ship with the app and the keys of each that people read.
READ_KEYS = {
	"DocType": ("name", "description"),
	"Report": ("report_name",),
	"Workspace": ("label", "title"),
	"Page": ("title",),
	"Print Format": ("name",),
	"Dashboard Chart": ("chart_name",),
	"Number Card": ("label",),
	"Web Form": ("title", "introduction_text", "success_message", "button_label"),
	"Module Onboarding": ("title", "subtitle", "success_message"),
	"Onboarding Step": ("title", "description"),
	"Form Tour": ("title",),
}
READ_CHILD_KEYS = {
	"fields": ("label", "description"),
	"links": ("label", "group"),
	"shortcuts": ("label", "format"),
	"charts": ("label",),
	"number_cards": ("label",),
	"web_form_fields": ("label", "description"),
	"columns": ("label",),
	"filters": ("label",),
	"states": ("title",),
}
# Formats of values (`naming_series`) and lists of zones are not sentences.
UNREAD_FIELDS = frozenset({"naming_series"})


@dataclass(frozen=True, order=True)
class Text:
	"""One text to translate: ``source``, its ``context`` or an empty string, and where it was found."""

	source: str
	context: str
	path: str
	line: int

	@property
	def key(self) -> str:
		"""What Frappe looks it up by."""
		return f"{self.source}:{self.context}" if self.context else self.source


def texts(app: Path) -> list[Text]:
	"""Every text of an app's package, in the order of files."""
	found: list[Text] = []
	for path in files(app, ".py", ".js", ".ts", ".vue", ".html", ".json"):
		if is_test(path.relative_to(app)) or "translations" in path.parts:
			continue
		relative = path.relative_to(app).as_posix()
		content = path.read_text(encoding="utf-8")
		reader = {".py": _from_python, ".json": _from_record}.get(path.suffix, _from_text)
		found += [
			Text(source, context, relative, line)
			for line, source, context in reader(content)
			if is_readable(source)
		]
	return found


def is_readable(source: str) -> bool:
	"""Whether a text has a word in it; numbers, icons and empty options have none."""
	return bool(re.search(r"[^\W\d_]{2}", source))


Found = Iterator[tuple[int, str, str]]


def _from_python(content: str) -> Found:
	for node in ast.walk(ast.parse(content)):
		if isinstance(node, ast.Call) and dotted_name(node.func) in PYTHON_FUNCTIONS and node.args:
			if isinstance(source := _literal(node.args[0]), str):
				yield node.lineno, source, _python_context(node)
		elif isinstance(node, ast.Dict):
			yield from ((node.lineno, text, "") for text in _field_texts(node))
		elif isinstance(node, ast.Assign) and any(_names_words(target) for target in node.targets):
			yield from ((node.lineno, word, "") for word in _words(_literal(node.value)))


def _literal(node: ast.expr) -> Any:
	"""The value of a literal, or None for any other expression."""
	try:
		return ast.literal_eval(node)
	except (ValueError, TypeError):
		return None


def _names_words(target: ast.expr) -> bool:
	"""Whether a constant of this name holds words that the desk shows: roles, or a workflow's states and actions."""
	return isinstance(target, ast.Name) and target.id.endswith(("ROLE", "ROLES", "TRANSITIONS"))


def _words(value: Any) -> list[str]:
	"""The strings of a constant, those of rows within it too."""
	if isinstance(value, str):
		return [value]
	return [word for part in value or () for word in _words(part)] if isinstance(value, (tuple, list)) else []


def _field_texts(node: ast.Dict) -> list[str]:
	"""What people read of a field that code adds to a DocType: a dictionary with a fieldname and a fieldtype."""
	field = {_literal(key): _literal(value) for key, value in zip(node.keys, node.values, strict=True) if key}
	if not field.get("fieldname") or not field.get("fieldtype"):
		return []
	return [str(field.get(key) or "") for key in ("label", "description")] + _options(field)


def _python_context(call: ast.Call) -> str:
	for keyword in call.keywords:
		if keyword.arg == "context" and isinstance(keyword.value, ast.Constant):
			return str(keyword.value.value)
	return ""


def _from_text(content: str) -> Found:
	for match in CALL_IN_TEXT.finditer(content):
		context = CONTEXT.match(match["after"])
		line = content.count("\n", 0, match.start()) + 1
		yield line, _unquoted(match["text"]), context["context"] if context else ""


def _unquoted(text: str) -> str:
	return re.sub(r"\\(.)", lambda match: {"n": "\n", "t": "\t"}.get(match[1], match[1]), text)


def _from_record(content: str) -> Found:
	"""Labels, descriptions and options of a DocType, report, workspace or the like; other JSON has nothing to read."""
	record = json.loads(content)
	if not isinstance(record, dict) or record.get("doctype") not in READ_KEYS:
		return
	for key in READ_KEYS[record["doctype"]]:
		yield 0, str(record.get(key) or ""), ""
	for table, keys in READ_CHILD_KEYS.items():
		for row in record.get(table) or []:
			yield from ((0, str(row.get(key) or ""), "") for key in keys)
			yield from ((0, option, "") for option in _options(row))


def _options(row: dict[str, Any]) -> list[str]:
	"""What a Select field offers, and the text of an HTML field."""
	options = str(row.get("options") or "")
	if row.get("fieldtype") == "Select" and row.get("fieldname") not in UNREAD_FIELDS:
		return options.split("\n")
	return [options] if row.get("fieldtype") == "HTML" else []
