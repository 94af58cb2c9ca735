"""Conditions that staff write about a ticket: ``tier == 1 and channel in ("Phone", "Email")``.

A language of its own in Python's signs, read by Python's parser and never run as Python: names are the ticket's fields
(``doc.tier`` is the same as ``tier``), values are texts and numbers, and there is nothing else: no calls, no
arithmetic, no way out. What could raise later is refused when it is read, so that a condition that was taken can be
answered about every ticket. A field without a value is an empty text, or 0.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

LONGEST = 2000
DEEPEST = 50
Value = Any


class Kind(str, Enum):
	"""What a field or a value is."""

	TEXT = "text"
	NUMBER = "number"
	LIST = "list"


class ConditionError(ValueError):
	"""A condition that cannot be answered. ``code`` says why, ``place`` is the column, from 1, ``what`` the words."""

	def __init__(self, code: str, place: int, what: str = "") -> None:
		super().__init__(f"{code} at {place}: {what}")
		self.code, self.place, self.what = code, place, what


class _Fault(Exception):
	"""The same while reading, by the part that is wrong."""

	def __init__(self, code: str, node: ast.expr) -> None:
		super().__init__(code)
		self.code, self.node = code, node


COMPARISONS: dict[type[ast.cmpop], Callable[[Value, Value], bool]] = {
	ast.Eq: lambda left, right: bool(left == right),
	ast.NotEq: lambda left, right: bool(left != right),
	ast.Lt: lambda left, right: bool(left < right),
	ast.LtE: lambda left, right: bool(left <= right),
	ast.Gt: lambda left, right: bool(left > right),
	ast.GtE: lambda left, right: bool(left >= right),
	ast.In: lambda left, right: left in right,
	ast.NotIn: lambda left, right: left not in right,
}
MEMBERSHIPS = (ast.In, ast.NotIn)


@dataclass(frozen=True)
class Condition:
	"""A condition that was read and can be asked."""

	root: ast.expr
	kinds: Mapping[str, Kind]

	def fields(self) -> frozenset[str]:
		"""The names of the ticket's fields that it asks for."""
		names = (_field(node) for node in ast.walk(self.root) if isinstance(node, ast.expr))
		return frozenset(name for name in names if name and name in self.kinds)

	def holds(self, values: Mapping[str, Value]) -> bool:
		"""Tell whether it is so, of a ticket's values by their fields' names. Never raises."""
		return bool(_value(self.root, self.kinds, values))


def read_condition(text: str, kinds: Mapping[str, Kind]) -> Condition:
	"""Read a condition about fields of these kinds; raises ConditionError (``syntax``, ``too_long``, ``not_allowed``,
	``unknown_field``, ``mixed``).
	"""
	if len(text) > LONGEST:
		raise ConditionError("too_long", LONGEST)
	line = " ".join(text.split())
	try:
		root = ast.parse(line, mode="eval").body
	except SyntaxError as error:
		raise ConditionError("syntax", error.offset or 1, error.msg) from error
	except (ValueError, MemoryError, RecursionError) as error:
		# What else the parser says of a line that is too deep for it, or holds a sign that cannot be.
		raise ConditionError("syntax", 1) from error
	try:
		_kind(root, kinds, 0)
	except _Fault as fault:
		# The parser counts bytes.
		place = len(line.encode()[: fault.node.col_offset].decode()) + 1
		raise ConditionError(fault.code, place, ast.get_source_segment(line, fault.node) or "") from fault
	return Condition(root, kinds)


def _kind(node: ast.expr, kinds: Mapping[str, Kind], depth: int) -> Kind:
	"""Return what the part comes to; raises for whatever is not part of the language."""
	if depth > DEEPEST:
		raise _Fault("too_long", node)
	if (name := _field(node)) is not None:
		if name not in kinds:
			raise _Fault("unknown_field", node)
		return kinds[name]
	if isinstance(node, ast.Constant):
		return _constant_kind(node)
	if isinstance(node, (ast.List, ast.Tuple)):
		return _list_kind(node)
	return _logic_kind(node, kinds, depth + 1)


def _logic_kind(node: ast.expr, kinds: Mapping[str, Kind], depth: int) -> Kind:
	if isinstance(node, ast.BoolOp):
		for part in node.values:
			_kind(part, kinds, depth)
	elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
		_kind(node.operand, kinds, depth)
	elif isinstance(node, ast.Compare):
		_check_comparison(node, kinds, depth)
	else:
		raise _Fault("not_allowed", node)
	return Kind.NUMBER


def _check_comparison(node: ast.Compare, kinds: Mapping[str, Kind], depth: int) -> None:
	left = node.left
	for operator, right in zip(node.ops, node.comparators, strict=True):
		if type(operator) not in COMPARISONS:
			raise _Fault("not_allowed", node)
		found = (_kind(left, kinds, depth), _kind(right, kinds, depth))
		if not _goes_together(operator, right, *found):
			raise _Fault("mixed", node)
		left = right


def _goes_together(operator: ast.cmpop, right: ast.expr, left_kind: Kind, right_kind: Kind) -> bool:
	"""Tell whether the comparison can be answered: like with like, one of a list of its own kind, text in a text."""
	if not isinstance(operator, MEMBERSHIPS):
		return left_kind is right_kind is not Kind.LIST
	if isinstance(right, (ast.List, ast.Tuple)):
		return all(_constant_kind(item) is left_kind for item in right.elts)
	return left_kind is right_kind is Kind.TEXT


def _list_kind(node: ast.List | ast.Tuple) -> Kind:
	for item in node.elts:
		_constant_kind(item)
	return Kind.LIST


def _constant_kind(node: ast.expr) -> Kind:
	value = node.value if isinstance(node, ast.Constant) else None
	if isinstance(value, str):
		return Kind.TEXT
	if isinstance(value, (int, float)):
		return Kind.NUMBER
	raise _Fault("not_allowed", node)


def _field(node: ast.expr) -> str | None:
	if isinstance(node, ast.Name):
		return node.id
	if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "doc":
		return node.attr
	return None


def _value(node: Any, kinds: Mapping[str, Kind], values: Mapping[str, Value]) -> Value:
	if (name := _field(node)) is not None:
		return _field_value(kinds[name], values.get(name))
	if isinstance(node, ast.Constant):
		return node.value
	if isinstance(node, (ast.List, ast.Tuple)):
		return [_value(item, kinds, values) for item in node.elts]
	return _logic_value(node, kinds, values)


def _logic_value(node: Any, kinds: Mapping[str, Kind], values: Mapping[str, Value]) -> bool:
	if isinstance(node, ast.BoolOp):
		chosen = all if isinstance(node.op, ast.And) else any
		return chosen(_value(part, kinds, values) for part in node.values)
	if isinstance(node, ast.UnaryOp):
		return not _value(node.operand, kinds, values)
	sides = [_value(part, kinds, values) for part in (node.left, *node.comparators)]
	return all(
		COMPARISONS[type(operator)](left, right)
		for operator, left, right in zip(node.ops, sides, sides[1:], strict=False)
	)


def _field_value(kind: Kind, value: Value) -> Value:
	if kind is Kind.TEXT:
		return "" if value is None else str(value)
	return value if isinstance(value, (int, float)) else 0
