"""Marks: whose they are, where they are found, and that no other one passes."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from servicedesk.domain.reply_marks import (
	MOST_CLAIMS,
	MarkPurpose,
	holder,
	make_mark,
	read_marks,
	reply_address,
	subject_with_mark,
	subject_without_marks,
)

SECRET, TICKET, ANNA, BORIS = b"secret", "HELP-161", "anna@client.example", "boris@client.example"
MARK = make_mark(SECRET, TICKET, ANNA, "customer")
MAILBOX = "support@desk.example"

addresses = st.emails() | st.from_regex(r"[a-zа-я+.]{1,12}@[a-z]{1,8}\.bg", fullmatch=True)
serials = st.integers(1, 999_999_999)
purposes = st.sampled_from(["customer", "staff"])


def test_there_and_back_through_an_address() -> None:
	address = reply_address(MAILBOX, MARK)
	assert address == f"support+{MARK}@desk.example"
	(claim,) = read_marks([f"<{address.upper()}>"], "")
	assert (claim.ticket, str(claim.purpose)) == (TICKET, "customer")
	assert holder(SECRET, claim, [BORIS, "", ANNA.upper()]) == ANNA.upper()


def test_there_and_back_through_a_subject() -> None:
	subject = subject_with_mark("Printer", MARK)
	assert subject == f"Printer [{MARK}]"
	(claim,) = read_marks([], f"RE: {subject.upper()} (was: x)")
	assert holder(SECRET, claim, [ANNA]) == ANNA
	assert subject_without_marks(f"RE: {subject}") == "RE: Printer"


def test_a_subject_has_one_mark() -> None:
	other = make_mark(SECRET, "HELP-2", ANNA, "staff")
	assert subject_with_mark(subject_with_mark("Printer", other), MARK) == f"Printer [{MARK}]"
	assert subject_with_mark("", MARK) == f"[{MARK}]"


def test_each_mark_once_those_of_addresses_first() -> None:
	other = make_mark(SECRET, "HELP-2", ANNA, "staff")
	claims = read_marks([reply_address("a+b@desk.example", MARK)] * 3, f"[{other}] [{MARK}]")
	assert [claim.ticket for claim in claims] == [TICKET, "HELP-2"]
	assert claims[1].purpose is MarkPurpose.STAFF


@pytest.mark.parametrize(
	"address",
	["", MARK, f"{MARK}@desk.example", MAILBOX, f"a+{MARK}x@desk.example", f"a+{MARK}+b@desk.example"],
)
def test_what_is_no_mark(address: str) -> None:
	assert [claim for claim in read_marks([address], f"{MARK} HELP-161") if "+" in address] == []


def test_a_long_mail_is_read_to_a_bound() -> None:
	many = [make_mark(SECRET, f"HELP-{serial}", ANNA, "customer") for serial in range(1, 60)]
	assert len(read_marks([reply_address(MAILBOX, mark) for mark in many], "[" * 100_000)) == MOST_CLAIMS


def test_an_address_that_would_be_too_long_stays_plain() -> None:
	long = f"{'x' * 40}@desk.example"
	assert reply_address(long, MARK) == long
	assert reply_address("", MARK) == ""


@pytest.mark.parametrize(
	("secret", "ticket", "recipient", "purpose"),
	[
		(b"", TICKET, ANNA, "customer"),
		(SECRET, "not a ticket", ANNA, "customer"),
		(SECRET, TICKET, " ", "customer"),
		(SECRET, TICKET, ANNA, "anything"),
	],
)
def test_what_cannot_be_marked(secret: bytes, ticket: str, recipient: str, purpose: str) -> None:
	with pytest.raises(ValueError):
		make_mark(secret, ticket, recipient, purpose)


@given(
	serials, serials, addresses, addresses, purposes, purposes, st.binary(min_size=1), st.binary(min_size=1)
)
def test_no_mark_of_another_ticket_recipient_purpose_or_site(
	one: int, two: int, anna: str, boris: str, purpose: str, claimed: str, secret: bytes, stolen: bytes
) -> None:
	mine = make_mark(secret, f"HELP-{one}", anna, purpose)
	# The signature of my mark under another's words.
	forged = f"help-{two}-{claimed[0]}-{mine.rpartition('-')[2]}"
	(claim,) = read_marks([reply_address("a@b.example", forged)], "")
	same = (one, purpose, anna.lower()) == (two, claimed, boris.lower())
	assert bool(holder(secret, claim, [boris])) is same
	# HMAC fills a short key up with zeros.
	assume(secret.rstrip(b"\0") != stolen.rstrip(b"\0") and max(len(secret), len(stolen)) <= 64)
	assert holder(stolen, claim, [anna, boris]) == ""


@given(st.text(max_size=80), serials, addresses, purposes)
def test_a_marked_subject_gives_its_mark_back(text: str, serial: int, anna: str, purpose: str) -> None:
	mark = make_mark(SECRET, f"HELP-{serial}", anna, purpose)
	(claim,) = read_marks([], subject_with_mark(text, mark))
	assert holder(SECRET, claim, [anna]) == anna
