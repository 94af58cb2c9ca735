"""Which preset a module's tests run on: ``pytestmark = [pytest.mark.preset("integrator"), …]``."""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest

import localbench.people
from localbench import sites, snapshot
from tests.e2e import bench

FIXTURES = bench.ROOT / "fixtures"


@dataclass(frozen=True)
class Preset:
	"""A preset as its own settings describe it."""

	name: str
	language: str
	time_zone: str
	phone: str

	@property
	def browser(self) -> dict[str, Any]:
		"""Options of a browser as its people have it."""
		return {"locale": self.language, "timezone_id": self.time_zone}


@dataclass
class _Present:
	"""What the site holds now; only the tests of one program run at a time."""

	name: str | None = field(default_factory=bench.present_preset)


_present = _Present()


def of(item: pytest.Item | pytest.Collector) -> str:
	"""The name of the preset that a test, or a module of tests, runs on."""
	marker = item.get_closest_marker("preset")
	return str(marker.args[0]) if marker else sites.PRESET


def order(name: str) -> tuple[bool, str]:
	"""Sorts presets: first the one that the site mostly holds already."""
	return name != sites.PRESET, name


def bring(name: str, *, afresh: bool = False) -> Preset:
	"""Bring the site under test to a preset with its sample people, if it does not hold it yet.

	`afresh`: also if it does, and tests have changed it since.
	"""
	if afresh or _present.name != name:
		# Unknown from here on, should the restoring break off.
		_present.name = None
		snapshot.restore(snapshot.state_of(name), bench.site_name())
		_present.name = name
	return described(name)


def described(name: str) -> Preset:
	"""A preset as its files describe it."""
	settings = next(
		record
		for file in sorted((FIXTURES / name / "configuration").glob("*.json"))
		for record in json.loads(file.read_text(encoding="utf-8"))
		if record["doctype"] == "SD Settings"
	)
	return Preset(name, settings["default_language"], settings["time_zone"], settings["contact_phone"])


def people(name: str) -> list[str]:
	"""The addresses of a preset's sample people."""
	return [person.address for person in localbench.people.of_preset(name)]
