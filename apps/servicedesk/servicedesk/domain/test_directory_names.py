"""Names of people and groups, as they are typed and as directories write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.directory_names import (
	LONGEST_NAME,
	GroupGrant,
	clean_name,
	escaped,
	filled_filter,
	first_part,
	granted,
	is_in_group,
	is_same_login,
	is_usable_filter,
	short_name,
	split_name,
	whole_address,
)

SUPPORT = "CN=Support,OU=Groups,DC=example,DC=org"


@pytest.mark.parametrize(
	("typed", "name"),
	[
		("  Support ", "support"),
		("Иван.Петров@Пример.БГ", "иван.петров@пример.бг"),
		("и\u0306", "й"),
		("a" * LONGEST_NAME, "a" * LONGEST_NAME),
		("a" * (LONGEST_NAME + 1), ""),
		("a\0b", ""),
		("a\r\nb", ""),
		("exe\u202egpj", ""),
		("a\ud800", ""),
		("", ""),
		("*)(uid=*", "*)(uid=*"),
	],
)
def test_clean_name(typed: str, name: str) -> None:
	assert clean_name(typed) == name


@pytest.mark.parametrize(
	("one", "other", "same"),
	[
		("stefan", "stefan", True),
		(" Ștefan", "ștefan ", True),
		("и\u0306", "Й", True),
		("stefan", "ștefan", False),
		("ștefan", "şтефан", False),
		("е", "ё", False),
		("strasse", "straße", False),
	],
)
def test_is_same_login(one: str, other: str, same: bool) -> None:
	assert is_same_login(one, other) is same


@pytest.mark.parametrize(
	("name", "domain", "short", "address"),
	[
		("support", "example.org", "support", "support@example.org"),
		("support@example.org", " Example.ORG ", "support", "support@example.org"),
		("support@example.com", "example.org", "", "@example.org"),
		("a@b@example.org", "example.org", "", "@example.org"),
		("support", "", "support", "support"),
		("support@example.com", "", "support@example.com", "support@example.com"),
		("@example.org", "example.org", "", "@example.org"),
	],
)
def test_short_name(name: str, domain: str, short: str, address: str) -> None:
	assert short_name(name, domain) == short
	assert whole_address(short, domain) == address


@pytest.mark.parametrize(
	("value", "expected"),
	[
		("Babs Jensen", "Babs Jensen"),
		(
			"Parens R Us (for all your parenthetical needs)",
			r"Parens R Us \28for all your parenthetical needs\29",
		),
		("*", r"\2a"),
		("C:\\MyFile", r"C:\5cMyFile"),
		("\0", r"\00"),
		("Лучић", "Лучић"),
	],
)
def test_values_are_escaped(value: str, expected: str) -> None:
	"""The examples of RFC 4515, section 4."""
	assert escaped(value) == expected


@given(st.text())
def test_no_name_changes_a_filter(name: str) -> None:
	"""Whatever is typed, brackets and stars are the template's own."""
	filled = filled_filter("(|(uid={name})(mail={address}))", name, name)
	assert filled.count("(") == 3 and filled.count(")") == 3 and "*" not in filled and "\0" not in filled


def test_a_name_that_looks_like_a_place_stays_a_name() -> None:
	assert filled_filter("(|(uid={name})(mail={address}))", "{address}", "x") == "(|(uid={address})(mail=x))"


@pytest.mark.parametrize(
	("template", "usable"),
	[
		("(uid={name})", True),
		("(mail={address})", True),
		("(&(objectClass=person)(|(uid={name})(mail={address})))", True),
		("(uid=*)", False),
		("uid={name}", False),
		("(uid={name}", False),
		("(uid={name}))", False),
		("(uid={name})(objectClass=*)", False),
		(")uid={name}(", False),
		("", False),
	],
)
def test_filters(template: str, usable: bool) -> None:
	assert is_usable_filter(template) is usable


@pytest.mark.parametrize(
	("held", "wanted", "is_in"),
	[
		(SUPPORT, "support", True),
		(SUPPORT, "cn=support, ou=Groups, dc=example, dc=org", True),
		(SUPPORT, "Groups", False),
		(SUPPORT, "Supp", False),
		("42", "42", True),
		("", "", False),
		(SUPPORT, "", False),
		(r"CN=Support\, Sofia,DC=example", "Support, Sofia", True),
		(r"CN=\D0\94\D0\B5\D1\81\D0\BA,DC=example", "деск", True),
		("CN=Дéск+UID=1,DC=example", "Де\u0301ск", False),
		("CN=Déск+UID=1,DC=example", "De\u0301ск", True),
	],
)
def test_groups(held: str, wanted: str, is_in: bool) -> None:
	assert is_in_group(held, wanted) is is_in


def test_first_part_of_what_is_no_distinguished_name() -> None:
	assert first_part("Support") == ""


def test_grants() -> None:
	"""In the order of the table; the wider role wins, whichever stands first."""
	grants = [
		GroupGrant("support", "Acme", "Requester"),
		GroupGrant("heads", "Acme", "Manager"),
		GroupGrant("heads", "Other", "Manager"),
		GroupGrant("support", "Other", "Requester"),
		GroupGrant("nobody", "Third", "Manager"),
	]
	assert granted([SUPPORT], grants) == {"Acme": "Requester", "Other": "Requester"}
	assert granted([SUPPORT, "heads"], grants) == {"Acme": "Manager", "Other": "Manager"}
	assert granted([], grants) == {}
	assert granted(["unknown"], grants) == {}


@pytest.mark.parametrize(
	("full", "names"),
	[
		("Мария  Иванова Петрова", ("Мария", "Иванова Петрова")),
		("Plato", ("Plato", "")),
		(" \t\u00a0\0", ("support", "")),
		("", ("support", "")),
	],
)
def test_split_name(full: str, names: tuple[str, str]) -> None:
	assert split_name(full, "support") == names


@given(st.text(max_size=2000))
def test_any_name_can_be_stored(full: str) -> None:
	first, last = split_name(full, "support")
	assert first and len(f"{first} {last}") <= LONGEST_NAME
