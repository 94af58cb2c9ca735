"""Texts with named places, filled without a template engine.

Staff edit these texts, and customers' words are put into them; so a place is a known name in braces and
nothing else, and what is put in is never read as a template again.
"""

import re
from collections.abc import Mapping

PLACEHOLDERS = frozenset(
	(
		"number",
		"subject",
		"state",
		"category",
		"priority",
		"requester",
		"agent",
		"comment",
		"company",
		"contact_email",
		"contact_phone",
		"view_link",
		"mute_link",
		"user_name",
		"customer",
		"access_link",
		"password",
		"expires",
		"contract",
		"days",
		"visit_time",
		"place",
		"specialist",
		"other_number",
		"rule",
		"clock",
		"due",
		"count",
		"list",
		"colleague",
		"answer_above",
	)
)
# Words and our own link after them.
_LINK_LINE = re.compile(r": \{((?:view|mute|access)_link)\}\s*\Z")
_PLACE = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")


def unknown_placeholders(text: str) -> list[str]:
	"""Names in braces that no message can fill, in their order."""
	return [name for name in _PLACE.findall(text) if name not in PLACEHOLDERS]


def fill(text: str, values: Mapping[str, str]) -> str:
	"""The text with each known place filled; a known name without a value becomes empty, others stay as
	typed.

	Lines that hold nothing but places without a value are left out, so that one text serves with and without
	a comment; and lines that end with a link, where there is none.
	"""
	lines = []
	for line in text.split("\n"):
		link = _LINK_LINE.search(line)
		if link and not values.get(link[1]):
			continue
		filled = _PLACE.sub(lambda place: _value(place, values), line)
		if filled.strip() or not _PLACE.search(line):
			lines.append(filled)
	return "\n".join(lines)


def single_line(text: str) -> str:
	"""The text on one line: what a mail's subject may hold."""
	return " ".join(text.split())


def _value(place: "re.Match[str]", values: Mapping[str, str]) -> str:
	name = place.group(1)
	return str(values.get(name) or "") if name in PLACEHOLDERS else place.group(0)
