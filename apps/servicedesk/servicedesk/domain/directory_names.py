"""Names as people type them at a sign-in, and as directories and mail servers write them.

Names, addresses, filters and groups in; decisions out. Asking a directory is `access.directory`'s work.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

# The longest name of a user that the framework stores.
LONGEST_NAME = 140
SHORT_NAME, ADDRESS = "{name}", "{address}"
# RFC 4515, section 3: what a value in a search filter must not hold as it is.
FILTER_ESCAPES = {ord(sign): f"\\{ord(sign):02x}" for sign in "\\*()\0"}
MANAGER = "Manager"
# RFC 4514: the value of a distinguished name's first part, in which a backslash escapes a sign or a byte.
FIRST_PART = re.compile(r"[^=,+]+=((?:\\.|[^,+\\])*)(?:[,+]|$)", re.DOTALL)
ESCAPED_BYTES = re.compile(r"(?:\\[0-9A-Fa-f]{2})+")
ESCAPED_SIGN = re.compile(r"\\(.)", re.DOTALL)
AROUND_COMMAS = re.compile(r"\s*,\s*")


@dataclass(frozen=True, slots=True)
class GroupGrant:
	"""People of a group act for a customer in a role (Requester or Manager)."""

	group: str
	customer: str
	role: str


def clean_name(typed: str) -> str:
	"""A name that may be asked for, in lower case; empty where it is none.

	Too long, or with signs that no keyboard writes (controls, halves of characters): no name of anybody.
	"""
	name = _without_case(typed)
	if len(name) > LONGEST_NAME or any(unicodedata.category(sign).startswith("C") for sign in name):
		return ""
	return name


def is_same_login(one: str, other: str) -> bool:
	"""Whether two spellings are one name: directories compare names without regard to case (RFC 4519, 2.39).

	Every other sign tells people apart, also where the database's own comparison takes ș for s.
	"""
	return _without_case(one) == _without_case(other)


def short_name(name: str, mail_domain: str) -> str:
	"""The short name within a mail domain: `support` for both `support` and `support@example.org`.

	Empty for an address of another domain. Where no mail domain is known, an address is a name like any other.
	"""
	local, at, domain = name.rpartition("@")
	if not at or not mail_domain:
		return name
	return local if domain == mail_domain.strip().lower() and "@" not in local else ""


def whole_address(short: str, mail_domain: str) -> str:
	"""The mail address of a short name; the name itself where no mail domain is known or it is an address."""
	domain = mail_domain.strip().lower()
	return f"{short}@{domain}" if domain and "@" not in short else short


def escaped(value: str) -> str:
	"""A value as it may stand in a search filter."""
	return value.translate(FILTER_ESCAPES)


def filled_filter(template: str, short: str, address: str) -> str:
	"""A search filter with the escaped name and address of the person in their places."""
	# One pass, so that a name which holds the other place's mark stays a name.
	values = {SHORT_NAME: escaped(short), ADDRESS: escaped(address)}
	return re.sub(r"\{(?:name|address)\}", lambda place: values[place[0]], template)


def is_usable_filter(template: str) -> bool:
	"""Whether a filter asks for the person's name, with brackets around and in pairs."""
	if SHORT_NAME not in template and ADDRESS not in template:
		return False
	open_brackets = 0
	for position, sign in enumerate(template):
		open_brackets += {"(": 1, ")": -1}.get(sign, 0)
		# Closed before the end: the rest would be no part of the filter.
		if open_brackets < 1 and position < len(template) - 1:
			return False
	return open_brackets == 0


def is_in_group(held: str, wanted: str) -> bool:
	"""Whether a group that a person holds is the wanted one: by its whole name, or by its name's first part."""
	return _same(held, wanted) or _same(first_part(held), wanted)


def first_part(name: str) -> str:
	"""`Support` of `CN=Support,OU=Groups,DC=example,DC=org`; empty where it is no distinguished name."""
	found = FIRST_PART.match(name)
	if not found:
		return ""
	with_bytes = ESCAPED_BYTES.sub(_decoded, found[1])
	return ESCAPED_SIGN.sub(r"\1", with_bytes).strip()


def granted(groups: Iterable[str], grants: Iterable[GroupGrant]) -> dict[str, str]:
	"""Role by customer for whoever is in these groups, in the order of the grants; the wider role wins."""
	held = list(groups)
	roles: dict[str, str] = {}
	for grant in grants:
		if any(is_in_group(group, grant.group) for group in held):
			wider = MANAGER in (grant.role, roles.get(grant.customer))
			roles[grant.customer] = MANAGER if wider else grant.role
	return roles


def split_name(full_name: str, otherwise: str) -> tuple[str, str]:
	"""First and last name, each as long as can be stored together; `otherwise` where the directory has none."""
	words = "".join(
		" " if unicodedata.category(sign).startswith(("C", "Z")) else sign for sign in full_name
	).split()
	if not words:
		return otherwise[:LONGEST_NAME], ""
	first = words[0][: LONGEST_NAME // 2]
	return first, " ".join(words[1:])[: LONGEST_NAME - len(first) - 1].strip()


def _without_case(name: str) -> str:
	return unicodedata.normalize("NFC", name.strip()).lower()


def _same(one: str, other: str) -> bool:
	def plain(name: str) -> str:
		return AROUND_COMMAS.sub(",", unicodedata.normalize("NFC", name.strip())).casefold()

	return bool(one.strip()) and plain(one) == plain(other)


def _decoded(pairs: re.Match[str]) -> str:
	return bytes.fromhex(pairs[0].replace("\\", "")).decode("utf-8", "replace")
