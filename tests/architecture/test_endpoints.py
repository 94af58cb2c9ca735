"""Whitelisted functions: typed, guarded, short, in the folder of their audience."""

from collections.abc import Callable
from pathlib import Path

import pytest

from checks.endpoints import endpoint_findings, guard_names
from checks.source_tree import told

GUARDS = "guest_endpoint = portal_endpoint = agent_endpoint = None\n"
GOOD = '''
import frappe

@frappe.whitelist(methods=["POST"])
@portal_endpoint
def answer(ticket: str, *, text: str) -> dict:
	"""Long words about it.

	That do not count.
	"""
	return {}
'''


def test_the_endpoints_of_the_app(app: Path) -> None:
	"""The real tree keeps every rule."""
	findings = endpoint_findings(app)
	assert not findings, told(findings)


def test_the_app_defines_the_three_guards(app: Path) -> None:
	"""Without them the rule would find nothing to ask for."""
	assert guard_names(app) >= {"guest_endpoint", "portal_endpoint", "agent_endpoint"}


def messages(tmp_path: Path, write: Callable[[str, str], Path], place: str, source: str) -> str:
	"""What is said about one made-up module."""
	write("shared/guards.py", GUARDS)
	write(place, source)
	return told(endpoint_findings(tmp_path))


def test_a_good_endpoint_passes(tmp_path: Path, write: Callable[[str, str], Path]) -> None:
	"""The docstring does not count as body."""
	assert messages(tmp_path, write, "api/portal/tickets.py", GOOD).strip() == ""


def test_tests_may_whitelist(tmp_path: Path, write: Callable[[str, str], Path]) -> None:
	"""Test modules are no part of the product."""
	assert messages(tmp_path, write, "tickets/test_tickets.py", GOOD).strip() == ""


BAD = {
	"no type": (GOOD.replace("ticket: str", "ticket"), "argument ticket has no type"),
	"no type of a keyword": (GOOD.replace("text: str", "text"), "argument text has no type"),
	"no returned type": (GOOD.replace(" -> dict", ""), "returned value has no type"),
	"no methods": (GOOD.replace('methods=["POST"]', ""), "must say methods"),
	"not called": (GOOD.replace('(methods=["POST"])', ""), "must say methods"),
	"odd method": (GOOD.replace("POST", "FETCH"), "must say methods"),
	"no guard": (GOOD.replace("@portal_endpoint\n", ""), "wears 0 guards"),
	"two guards": (GOOD.replace("@portal_endpoint", "@portal_endpoint\n@agent_endpoint"), "wears 2 guards"),
	"wrong guard": (GOOD.replace("@portal_endpoint", "@agent_endpoint"), "is the place of portal_endpoint"),
	"guests": (GOOD.replace("methods=", "allow_guest=True, methods="), "allow_guest outside api/public"),
	"guests by a name": (
		GOOD.replace("methods=", "allow_guest=OPEN, methods="),
		"allow_guest outside api/public",
	),
	"too long": (GOOD.replace("\treturn {}", "\tpass\n" * 16), "the body has 16 lines"),
	"guard outside": (
		'import frappe\n@portal_endpoint\n@frappe.whitelist(methods=["GET"])\ndef home() -> dict:\n\treturn {}\n',
		"must be the first decorator",
	),
}


@pytest.mark.parametrize(("source", "expected"), BAD.values(), ids=BAD.keys())
def test_a_bad_endpoint_is_found(
	tmp_path: Path, write: Callable[[str, str], Path], source: str, expected: str
) -> None:
	"""Each rule can fail."""
	assert expected in messages(tmp_path, write, "api/portal/tickets.py", source)


def test_a_whitelisted_controller_method_is_found(tmp_path: Path, write: Callable[[str, str], Path]) -> None:
	"""A method counts like a function."""
	source = "import frappe\nclass SDTicket:\n\t@frappe.whitelist()\n\tdef close(self) -> None: ...\n"
	said = messages(tmp_path, write, "tickets/doctype/sd_ticket/sd_ticket.py", source)
	assert "close: whitelisted outside api/" in said


def test_a_public_endpoint_without_guests_is_found(tmp_path: Path, write: Callable[[str, str], Path]) -> None:
	"""The folder tells the audience."""
	source = GOOD.replace("portal_endpoint", "guest_endpoint")
	assert "without allow_guest=True" in messages(tmp_path, write, "api/public/ask.py", source)
