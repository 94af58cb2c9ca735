"""What somebody would send who knows the names of another customer's records and the names of our parameters."""

import ast
import json
import re
from collections.abc import Iterator
from functools import lru_cache
from html import escape
from pathlib import Path
from urllib.parse import quote, quote_plus

from tests.security.two_customers import Customer
from tests.security.whitelisted import FRAMEWORK, OWN, whitelisted_functions

SUBJECTS = (
	"SD Ticket",
	"SD Equipment",
	"SD Contract",
	"SD Portal Account",
	"SD Customer",
	"User",
	"File",
	"SD Site",
)
GROUP = re.compile(r"\(\?P<(\w+)>([^)]*)\)")
WORDS = re.compile(r"\w+(?:\|\w+)*")


@lru_cache(maxsize=1)
def functions() -> dict[str, tuple[str, ...]]:
	"""Dotted name → parameters, of every function that the web may call: the framework's and ours."""
	return {name: parameters for package in (FRAMEWORK, OWN) for name, parameters in _functions_of(package)}


def _functions_of(package: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
	for name in (line.split()[2] for line in whitelisted_functions(package)):
		yield name, _parameters(package, name)


def _parameters(package: Path, dotted: str) -> tuple[str, ...]:
	parts = dotted.split(".")
	for length in range(len(parts) - 1, 0, -1):
		place = package.parent.joinpath(*parts[:length])
		for file in (place.with_suffix(".py"), place / "__init__.py"):
			if file.is_file():
				return _parameters_in(file, parts[-1])
	return ()


def _parameters_in(file: Path, function: str) -> tuple[str, ...]:
	for node in ast.walk(_tree(file)):
		if isinstance(node, ast.FunctionDef) and node.name == function:
			return tuple(found.arg for found in (*node.args.args, *node.args.kwonlyargs))
	return ()


@lru_cache(maxsize=256)
def _tree(file: Path) -> ast.AST:
	return ast.parse(file.read_text(encoding="utf-8"))


def guess(parameter: str, subject: str, other: Customer) -> str:
	"""A value for a parameter of a framework's function, about one of the other customer's records."""
	name = other.one(subject)
	plain = {
		"fields": '["*"]',
		"fieldname": '["*"]',
		"filters": json.dumps({"name": name}),
		"doc": json.dumps({"doctype": subject, "name": name}),
		"docs": json.dumps({"doctype": subject, "name": name}),
		"docnames": json.dumps([name]),
		"names": json.dumps([name]),
		"txt": "",
		"text": "zq7",
		"searchfield": "name",
		"search_fields": "name",
		"query": "",
		"user": other.requester,
		"email": other.requester,
		"customer": other.name,
		"file_url": other.files[0],
		"fid": other.one("File"),
		"communication": other.one("Communication"),
		"contact": other.one("Contact"),
		"address": other.one("Address"),
		"limit": "20",
		"limit_page_length": "20",
		"page_length": "20",
		"start": "0",
		"limit_start": "0",
		"method": "get_title",
		"cmd": "",
	}
	if parameter in plain:
		return plain[parameter]
	if parameter.endswith(("doctype", "dt")) or parameter == "ref_doctype":
		return subject
	return name


def arguments(function: str, subject: str, other: Customer) -> dict[str, str]:
	"""A value for each parameter of a function."""
	parameters = functions()[function]
	return {name: guess(name, subject, other) for name in parameters if name not in ("self", "cmd", "kwargs")}


def addresses(pattern: str, made: Customer) -> list[str]:
	"""The addresses that a route's pattern has for a customer's records."""
	plain = GROUP.sub(lambda match: "{" + match[1] + "}", pattern).replace("\\", "")
	values = {
		name: inner.split("|") if WORDS.fullmatch(inner) else _parts(name, made)
		for name, inner in GROUP.findall(pattern)
	}
	longest = max((len(found) for found in values.values()), default=1)
	return [
		plain.format(**{name: found[index % len(found)] for name, found in values.items()})
		for index in range(longest)
	]


def _parts(group: str, made: Customer) -> list[str]:
	known = {
		"number": made.records["SD Ticket"],
		"user": [made.requester],
		"signature": ["0" * 32],
		"color": ["1d4ed8"],
		"token": ["0" * 32],
		"site": made.records["SD Site"],
		"file": made.records.get("File", []),
	}
	return known.get(group) or [
		*made.records["SD Equipment"],
		made.requester,
		*made.records["SD Contract"],
		made.name,
	]


def form(made: Customer) -> dict[str, str]:
	"""All fields that our pages might ask for, each naming something of the customer's."""
	return {
		"customer": made.name,
		"current_customer": made.name,
		"contract": made.one("SD Contract"),
		"number": made.one("SD Contract"),
		"equipment": made.one("SD Equipment"),
		"site": made.one("SD Site"),
		"account": made.requester,
		"member": made.requester,
		"colleague": made.requester,
		"person": made.requester,
		"user": made.requester,
		"email": made.requester,
		"name": made.one("SD Equipment"),
		"ticket": made.one("SD Ticket"),
		"role": "Manager",
		"first_name": "First",
		"last_name": "Last",
		"phone": "+359 2 123456",
		"message": "text",
		"action": "text",
		"rating": "5",
		"back": "/portal/requests",
	}


def as_any(value: str) -> set[str]:
	"""The ways in which a sent value may stand in an answer: as it is, in an address, in an address in an address."""
	quoted = {quote(value, safe=safe) for safe in ("", "/", "@", "/@")}
	return {value, escape(value), *quoted, *(quote(found) for found in quoted), quote_plus(value)}
