"""The sample people of a preset, as its files name them."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from localbench import paths

ROLES_OF_EVERYONE = {"All", "Guest", "Desk User"}


@dataclass(frozen=True)
class Person:
	"""Somebody who can sign in."""

	address: str
	name: str
	roles: tuple[str, ...]
	password: str


def of_preset(preset: str, fixtures: Path = paths.ROOT / "fixtures") -> list[Person]:
	"""The people a preset's sample data makes; none when it has no such data."""
	found = []
	for file in sorted((fixtures / preset / "sample").glob("*.json")):
		content = json.loads(file.read_text(encoding="utf-8"))
		records = content if isinstance(content, list) else [content]
		found += [_person(record) for record in records if record.get("doctype") == "User"]
	return found


def _person(record: dict[str, Any]) -> Person:
	roles = tuple(row["role"] for row in record.get("roles", []) if row["role"] not in ROLES_OF_EVERYONE)
	name = " ".join(part for part in (record.get("first_name"), record.get("last_name")) if part)
	return Person(record["email"], name, roles, record.get("new_password", ""))


def table(people: list[Person]) -> str:
	"""The people, one a line."""
	if not people:
		return "  (no sample people)"
	width = max(len(person.address) for person in people)
	return "\n".join(
		f"  {person.address:<{width}}  {person.password}  {', '.join(person.roles)}" for person in people
	)
