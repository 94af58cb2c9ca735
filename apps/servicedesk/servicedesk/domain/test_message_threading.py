"""Where a mail belongs: each way, and each trick that must not lead onto somebody's ticket."""

from dataclasses import replace
from itertools import product, starmap

import pytest

from servicedesk.domain.mail_kind import MailKind
from servicedesk.domain.mail_message import MailMessage
from servicedesk.domain.mail_verdict import Verdict
from servicedesk.domain.message_threading import (
	Evidence,
	MailboxPolicy,
	MailFacts,
	Reason,
	Routing,
	Standing,
	TicketFacts,
	Way,
	identifiers,
	route,
)
from servicedesk.domain.reply_marks import MarkPurpose

ANNA, BORIS, EVE, AGENT = (
	"anna@client.example",
	"boris@client.example",
	"eve@evil.example",
	"agent@desk.example",
)
CUSTOMER, STAFF = MarkPurpose.CUSTOMER, MarkPurpose.STAFF
TICKET, OTHER = "HELP-1", "HELP-2"
BOTH = frozenset({ANNA, BORIS})
OPEN = {TICKET: TicketFacts(BOTH)}
MARK = (Evidence(TICKET, ANNA, CUSTOMER, True),)
BORIS_MARK = (Evidence(TICKET, BORIS, CUSTOMER, True),)
MESSAGE = (Evidence(TICKET, ANNA, CUSTOMER, False),)
STAFF_MARK = (Evidence(TICKET, AGENT, STAFF, True),)
STAFF_MESSAGE = (Evidence(TICKET, AGENT, STAFF, False),)
ANSWER = MailFacts((ANNA,), evidence=MARK, tickets=OPEN, known=True)
BY_AGENT = MailFacts((AGENT,), evidence=STAFF_MARK, tickets=OPEN, staff=True)
HOLD = MailboxPolicy(holds_strangers=True)
OWN = MailboxPolicy()
REFUSE = MailboxPolicy(refuses_unknown=True)
ENDED = {TICKET: TicketFacts(BOTH, ended=True)}


def merged(target: TicketFacts | None) -> dict[str, TicketFacts]:
	first = {TICKET: TicketFacts(BOTH, ended=True, merged_into=OTHER)}
	return {**first, OTHER: target} if target else first


@pytest.mark.parametrize(
	("facts", "way", "reason", "standing"),
	[
		(ANSWER, Way.THREAD, Reason.MARK, Standing.CUSTOMER),
		(replace(ANSWER, evidence=MESSAGE), Way.THREAD, Reason.OUR_MESSAGE, Standing.CUSTOMER),
		(replace(ANSWER, reply_to=(ANNA,)), Way.THREAD, Reason.MARK, Standing.CUSTOMER),
		(replace(ANSWER, verdict=Verdict.PASS), Way.THREAD, Reason.MARK, Standing.CUSTOMER),
		(replace(ANSWER, kind=MailKind.LIST), Way.THREAD, Reason.MARK, Standing.CUSTOMER),
		(BY_AGENT, Way.THREAD, Reason.MARK, Standing.STAFF),
		(replace(BY_AGENT, tickets=ENDED), Way.THREAD, Reason.MARK, Standing.STAFF),
		# An own proof counts beside a colleague's mark.
		(replace(ANSWER, evidence=BORIS_MARK + MESSAGE), Way.THREAD, Reason.OUR_MESSAGE, Standing.CUSTOMER),
		# A forged From with only a number: no evidence, hence a ticket of its own.
		(MailFacts((ANNA,), tickets=OPEN, known=True), Way.NEW, Reason.NEW_MAIL, Standing.KNOWN),
		(MailFacts((EVE,)), Way.NEW, Reason.NEW_MAIL, Standing.UNKNOWN),
		(
			MailFacts((ANNA,), verdict=Verdict.FAIL, known=True),
			Way.NEW,
			Reason.FAILED_CHECK,
			Standing.UNKNOWN,
		),
		(MailFacts((ANNA,), reply_to=(EVE,), known=True), Way.NEW, Reason.OTHER_REPLY_TO, Standing.UNKNOWN),
		(replace(ANSWER, senders=(ANNA, EVE)), Way.HELD, Reason.TWO_SENDERS, Standing.NOBODY),
		(replace(ANSWER, senders=(ANNA, "")), Way.HELD, Reason.TWO_SENDERS, Standing.NOBODY),
		(replace(ANSWER, senders=()), Way.HELD, Reason.NO_SENDER, Standing.NOBODY),
		(replace(ANSWER, senders=("",)), Way.HELD, Reason.NO_SENDER, Standing.NOBODY),
		(replace(ANSWER, tickets=ENDED), Way.NEW, Reason.TICKET_ENDED, Standing.KNOWN),
		(replace(ANSWER, kind=MailKind.OWN), Way.IGNORED, Reason.OWN_MAIL, Standing.NOBODY),
		(replace(ANSWER, kind=MailKind.BOUNCE), Way.IGNORED, Reason.BOUNCE, Standing.NOBODY),
		(replace(ANSWER, kind=MailKind.AUTOMATIC), Way.IGNORED, Reason.AUTOMATIC_ANSWER, Standing.NOBODY),
		(MailFacts((EVE,), kind=MailKind.AUTOMATIC), Way.HELD, Reason.AUTOMATIC_NEW, Standing.NOBODY),
		(MailFacts((EVE,), kind=MailKind.LIST), Way.HELD, Reason.AUTOMATIC_NEW, Standing.NOBODY),
	],
)
def test_ways(facts: MailFacts, way: Way, reason: Reason, standing: Standing) -> None:
	found = route(facts, OWN)
	assert (found.way, found.reason, found.standing) == (way, reason, standing)
	assert found.ticket == (TICKET if way is Way.THREAD else "")
	assert f"{reason}" == reason.value


@pytest.mark.parametrize(
	("facts", "reason", "standing"),
	[
		# A colleague's mark, though the sender takes part himself.
		(replace(ANSWER, evidence=BORIS_MARK), Reason.FOREIGN_MARK, Standing.KNOWN),
		# The customer passed our mail on; the outsider answers.
		(replace(ANSWER, senders=(EVE,), known=False), Reason.FOREIGN_MARK, Standing.UNKNOWN),
		(
			replace(ANSWER, senders=(EVE,), known=False, evidence=MESSAGE),
			Reason.FOREIGN_MESSAGE,
			Standing.UNKNOWN,
		),
		(replace(ANSWER, evidence=STAFF_MARK), Reason.FOREIGN_MARK, Standing.KNOWN),
		(replace(BY_AGENT, staff=False), Reason.NOT_STAFF, Standing.UNKNOWN),
		(replace(BY_AGENT, evidence=STAFF_MESSAGE), Reason.NOT_STAFF, Standing.UNKNOWN),
		(replace(ANSWER, reply_to=(ANNA, EVE)), Reason.OTHER_REPLY_TO, Standing.UNKNOWN),
		(replace(ANSWER, verdict=Verdict.FAIL), Reason.FAILED_CHECK, Standing.UNKNOWN),
		(replace(BY_AGENT, verdict=Verdict.FAIL), Reason.FAILED_CHECK, Standing.UNKNOWN),
		(
			replace(ANSWER, tickets={TICKET: TicketFacts(frozenset({BORIS}))}),
			Reason.NO_PARTICIPANT,
			Standing.KNOWN,
		),
		(replace(ANSWER, tickets={}), Reason.TICKET_GONE, Standing.KNOWN),
	],
)
def test_strangers_on_a_thread(facts: MailFacts, reason: Reason, standing: Standing) -> None:
	own, held = route(facts, OWN), route(facts, HOLD)
	assert (own.way, own.reason, own.standing, own.ticket) == (Way.NEW, reason, standing, "")
	assert (held.way, held.reason, held.writer) == (Way.HELD, reason, facts.senders[0])


def test_an_ended_ticket_is_followed() -> None:
	assert route(replace(ANSWER, tickets=ENDED), HOLD).follows == TICKET


def test_merged_tickets() -> None:
	for target, ticket, follows in (
		(TicketFacts(BOTH), OTHER, ""),
		(TicketFacts(BOTH, ended=True), "", OTHER),
	):
		found = route(replace(ANSWER, tickets=merged(target)), OWN)
		assert (found.ticket, found.follows) == (ticket, follows)
	apart = route(replace(ANSWER, tickets=merged(TicketFacts(frozenset({EVE})))), OWN)
	assert (apart.way, apart.reason) == (Way.NEW, Reason.NO_PARTICIPANT)
	assert route(replace(ANSWER, tickets=merged(None)), HOLD).reason is Reason.TICKET_GONE
	circle = merged(TicketFacts(BOTH, merged_into=TICKET))
	assert route(replace(ANSWER, tickets=circle), HOLD).reason is Reason.TICKET_GONE


@pytest.mark.parametrize(
	("policy", "known", "way", "standing", "reason"),
	[
		(REFUSE, True, Way.NEW, Standing.KNOWN, Reason.NEW_MAIL),
		(REFUSE, False, Way.REFUSED, Standing.NOBODY, Reason.UNKNOWN_SENDER),
		(OWN, False, Way.NEW, Standing.UNKNOWN, Reason.NEW_MAIL),
	],
)
def test_unknown_senders(
	policy: MailboxPolicy, known: bool, way: Way, standing: Standing, reason: Reason
) -> None:
	found = route(MailFacts((EVE,), known=known), policy)
	assert (found.way, found.standing, found.reason, found.writer) == (way, standing, reason, EVE)


def test_a_mail_tells_what_it_is_about_but_never_of_a_ticket_there_is_not() -> None:
	stranger = replace(ANSWER, senders=(EVE,), known=False)
	assert (
		route(stranger, OWN).about == route(stranger, HOLD).about == route(stranger, REFUSE).about == TICKET
	)
	assert route(replace(ANSWER, kind=MailKind.AUTOMATIC), OWN).about == TICKET
	assert route(replace(stranger, kind=MailKind.LIST), OWN).about == TICKET
	assert route(replace(stranger, tickets={}), HOLD).about == ""


def test_a_lists_mail_opens_nothing_though_it_answers_us() -> None:
	found = route(replace(ANSWER, kind=MailKind.LIST, evidence=BORIS_MARK), OWN)
	assert (found.way, found.reason) == (Way.HELD, Reason.AUTOMATIC_NEW)


def test_an_address_in_doubt_is_refused_as_an_unknown_one() -> None:
	assert route(replace(ANSWER, verdict=Verdict.FAIL), REFUSE).way is Way.REFUSED


def test_the_nearest_message_comes_first() -> None:
	message = MailMessage(
		"",
		(),
		(),
		(),
		(),
		None,
		None,
		"",
		("<3@x>",),
		("<1@x>", "<2@x>", "<3@x>"),
		(),
		"",
		"",
		(),
		"",
		False,
		(),
	)
	assert identifiers(message) == ("<3@x>", "<2@x>", "<1@x>")


def test_nobody_gets_onto_a_ticket_without_a_proof_of_his_own() -> None:
	people = [(ANNA,), (AGENT,), (), ("",), (ANNA, AGENT)]
	proofs = [
		Evidence(TICKET, recipient, purpose, by_mark)
		for recipient, purpose, by_mark in product((ANNA, AGENT, EVE), MarkPurpose, (True, False))
	]
	evidences = [(), *((proof,) for proof in proofs), (proofs[-1], proofs[0])]
	tickets = [
		{},
		OPEN,
		ENDED,
		{TICKET: TicketFacts(frozenset({AGENT}))},
		merged(TicketFacts(BOTH)),
		merged(None),
	]
	policies = list(starmap(MailboxPolicy, product((True, False), repeat=2)))
	threads = 0
	every = product(people, people, MailKind, Verdict, evidences, tickets, (True,), (True, False))
	for facts, policy in product(starmap(MailFacts, every), policies):
		found = route(facts, policy)
		assert (found.way is Way.THREAD) is bool(found.ticket), facts
		if found.way is Way.THREAD:
			threads += 1
			assert is_proved(facts, found), facts
	assert threads


def is_proved(facts: MailFacts, found: Routing) -> bool:
	"""Whether the writer may write there, said in another way than the code says it."""
	alone = set(facts.senders) == {found.writer} and set(facts.reply_to) <= {found.writer}
	credible = facts.verdict is not Verdict.FAIL and facts.kind in (MailKind.PERSON, MailKind.LIST)
	own = [each for each in facts.evidence if each.recipient == found.writer]
	if found.standing is Standing.STAFF:
		entitled = facts.staff and any(each.by_mark and each.purpose is STAFF for each in own)
	else:
		takes_part = found.writer in facts.tickets[found.ticket].participants
		entitled = takes_part and any(each.purpose is CUSTOMER for each in own)
	return alone and credible and entitled
