"""What every DocType has in common."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from checks.doctypes import doctype_files, doctype_findings
from checks.source_tree import told

GOOD: dict[str, Any] = {
	"doctype": "DocType",
	"name": "SD Ticket",
	"module": "Tickets",
	"fields": [{"fieldname": "subject", "fieldtype": "Data", "label": "Subject"}],
	"permissions": [{"role": "Agent", "read": 1}],
}


def test_the_doctypes_of_the_app(app: Path) -> None:
	"""The real tree; and it is read."""
	assert doctype_files(app)
	findings = doctype_findings(app)
	assert not findings, told(findings)


def messages(tmp_path: Path, write: Callable[[str, str], Path], changes: dict[str, Any]) -> str:
	"""What is said about a good definition with some keys changed."""
	write("modules.txt", "Tickets\nShared\n")
	write("tickets/doctype/sd_ticket/sd_ticket.json", json.dumps(GOOD | changes))
	return told(doctype_findings(tmp_path))


def test_a_good_doctype_passes(tmp_path: Path, write: Callable[[str, str], Path]) -> None:
	"""Nothing to say about it."""
	assert messages(tmp_path, write, {}).strip() == ""


BAD: dict[str, tuple[dict[str, Any], str]] = {
	"prefix": ({"name": "Ticket"}, "lacks the prefix"),
	"file": ({"name": "SD Order"}, "must be sd_order.json"),
	"module": ({"module": "Orders"}, "not in modules.txt"),
	"folder": ({"module": "Shared"}, "stands in tickets/ but says module 'Shared'"),
	"everybody": ({"permissions": [{"role": "All", "read": 1}]}, "gives the role All"),
	"nobody": ({"permissions": []}, "no permissions"),
	"no label": ({"fields": [{"fieldname": "subject", "fieldtype": "Data"}]}, "subject has no label"),
	"prefix in a label": (
		{"fields": [{"fieldname": "sla", "fieldtype": "Link", "label": "SD SLA"}]},
		"label must not start with 'SD '",
	),
}


@pytest.mark.parametrize(("changes", "expected"), BAD.values(), ids=BAD.keys())
def test_a_bad_doctype_is_found(
	tmp_path: Path, write: Callable[[str, str], Path], changes: dict[str, Any], expected: str
) -> None:
	"""Each rule can fail."""
	assert expected in messages(tmp_path, write, changes)
