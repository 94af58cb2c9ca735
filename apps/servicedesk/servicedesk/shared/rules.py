"""A rule says once what somebody may see of a DocType: as an SQL condition for lists, as yes or no for a document."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import frappe

NOTHING = "1=0"
Values = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Membership:
	"""Access through a row of a child table whose field has one of the values, `within` these of the document."""

	child_doctype: str
	table_field: str
	fieldname: str
	values: frozenset[str]
	within: Values = field(default_factory=dict)


@dataclass(frozen=True)
class Rule:
	"""Alternatives of field → allowed values; a document is seen when one alternative holds whole."""

	alternatives: tuple[Values, ...] = ()
	memberships: tuple[Membership, ...] = ()
	everything: bool = field(default=False)


EVERYTHING = Rule(everything=True)
NO_RULE = Rule()


def as_condition(rule: Rule, doctype: str) -> str:
	"""The rule as an SQL condition on the DocType's table; empty when all is seen, never true by accident.

	One alternative alone is a plain condition, which the list's own index serves. Several become the names that each
	finds by its index, united: joined by "or" they would make the database read the table from end to end.
	"""
	if rule.everything:
		return ""
	table = f"`tab{doctype}`"
	plain = [test for values in rule.alternatives if (test := _test(table, values))]
	rows = [found for membership in rule.memberships if (found := _found_by_row(table, membership))]
	if not rows and len(plain) < 2:
		return plain[0] if plain else NOTHING
	# The names are our own, every value is escaped.
	finders = [f"select {table}.`name` from {table} where {test}" for test in plain] + rows  # noqa: S608
	# A derived table is filled once; the union itself, as the operand of "in", would be run for every row.
	return f"{table}.`name` in (select `name` from ({' union '.join(finders)}) as `seen`)"  # noqa: S608


def _test(table: str, alternative: Values) -> str:
	"""All of the alternative's fields have one of their values; empty for what nothing can meet."""
	if not alternative or not all(alternative.values()):
		return ""
	tests = [f"{table}.`{fieldname}` in ({_listed(values)})" for fieldname, values in alternative.items()]
	return "(" + " and ".join(tests) + ")"


def _found_by_row(table: str, membership: Membership) -> str:
	"""The query for the documents that have such a row; empty for what nothing can meet."""
	within = _test(table, membership.within) if membership.within else "1=1"
	if not within or not membership.values:
		return ""
	child = f"`tab{membership.child_doctype}`"
	return (
		# The names are our own, every value is escaped.
		f"select {table}.`name` from {child} join {table} on {table}.`name` = {child}.`parent`"  # noqa: S608
		f" where {child}.`{membership.fieldname}` in ({_listed(membership.values)})"
		f" and {child}.`parentfield` = {frappe.db.escape(membership.table_field)} and {within}"
	)


def _listed(values: frozenset[str]) -> str:
	return ", ".join(frappe.db.escape(value) for value in sorted(values))


def admits(rule: Rule, doc: Any) -> bool:
	"""The same rule for one document, by its values."""
	if rule.everything:
		return True
	return any(_holds(alternative, doc) for alternative in rule.alternatives) or any(
		_has_row(membership, doc) for membership in rule.memberships
	)


def _holds(alternative: Values, doc: Any) -> bool:
	return bool(alternative) and all(doc.get(name) in values for name, values in alternative.items())


def _has_row(membership: Membership, doc: Any) -> bool:
	if membership.within and not _holds(membership.within, doc):
		return False
	rows = doc.get(membership.table_field) or ()
	return any(row.get(membership.fieldname) in membership.values for row in rows)
