"""A preset names its mailboxes and what becomes of their mails; the server they lie on is the site's affair."""

import json
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
PRESETS = sorted(place.parent.name for place in (REPOSITORY / "fixtures").glob("*/configuration"))
# Loaded again, a preset must not take from a site what its administrator has set there.
OF_THE_SITE = {
	"host",
	"port",
	"security",
	"login",
	"password",
	"enabled",
	"folder",
	"done_folder",
	"quarantine_folder",
}


def records(preset: str) -> list[dict[str, Any]]:
	"""All records of a preset's configuration."""
	files = sorted((REPOSITORY / "fixtures" / preset / "configuration").glob("*.json"))
	return [record for file in files for record in json.loads(file.read_text(encoding="utf-8"))]


def mailboxes(preset: str) -> list[dict[str, Any]]:
	"""Its mailboxes."""
	return [record for record in records(preset) if record["doctype"] == "SD Mailbox"]


@pytest.mark.parametrize("preset", PRESETS)
def test_the_address_that_customers_are_told_is_a_mailbox(preset: str) -> None:
	told = next(record["contact_email"] for record in records(preset) if record["doctype"] == "SD Settings")
	assert [mailbox["address"] for mailbox in mailboxes(preset)] == [told]


@pytest.mark.parametrize("preset", PRESETS)
def test_no_preset_names_a_server(preset: str) -> None:
	for mailbox in mailboxes(preset):
		assert not OF_THE_SITE & set(mailbox)
		assert not {"host", "port", "password", "enabled"} & set(mailbox["when_made"])


@pytest.mark.parametrize("preset", PRESETS)
def test_a_mail_becomes_something_that_the_preset_has(preset: str) -> None:
	known = {(record["doctype"], record.get("name")) for record in records(preset)}
	for mailbox in mailboxes(preset):
		assert ("SD Request Type", mailbox["request_type"]) in known
		if mailbox["unknown_sender_policy"] == "Unknown Customer":
			assert ("SD Customer", mailbox["customer"]) in known
