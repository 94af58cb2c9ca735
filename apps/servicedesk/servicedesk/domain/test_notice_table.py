"""The table of events and roles, role by role; the doer, the muted, and who has two roles."""

from collections.abc import Sequence

import pytest

from servicedesk.domain.notice_table import (
	DEFAULTS,
	DESK_SIDE,
	SHARING,
	Recipient,
	Role,
	Row,
	Told,
	recipients,
)


def person(name: str, *, muted: bool = False, no_states: bool = False) -> Recipient:
	address = f"{name}@t.test"
	return Recipient(address, address, "en", muted, no_states)


REQUESTER, COLLEAGUE, MANAGER = person("requester"), person("colleague"), person("manager")
OFFICE = Recipient("", "Office@t.test", "bg")
AGENT, MATE, HEAD = person("agent"), person("mate"), person("head")
HOLDERS = {
	Role.REQUESTER: [REQUESTER],
	Role.PARTICIPANT: [COLLEAGUE],
	Role.MANAGER: [MANAGER],
	Role.CORRESPONDENCE: [OFFICE],
	Role.AGENT: [AGENT],
	Role.TEAM: [MATE, AGENT],
	Role.SUPERVISOR: [HEAD],
}
ALL: Row = {role: False for role in Role}
SHARED: Row = {role: False for role in SHARING}


def told(
	event: str,
	row: Row,
	doer: str = "nobody@t.test",
	*,
	confirmed: bool = False,
	**holders: Sequence[Recipient],
) -> list[str]:
	"""Who is told, by name; `holders` by the role's name."""
	people = HOLDERS | {Role[name.upper()]: found for name, found in holders.items()}
	found = recipients(event, row, lambda role: people[role], doer, confirmed=confirmed)
	return [one.recipient.email.partition("@")[0] for one in found]


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("event", list(DEFAULTS))
def test_each_cell_is_its_roles(event: str, role: Role) -> None:
	found = recipients(event, {role: False}, lambda asked: HOLDERS[asked], "nobody@t.test")
	assert found == [Told(role, recipient) for recipient in HOLDERS[role]]
	assert str(role) == role.value


def test_an_event_without_a_role_is_told_nobody() -> None:
	assert told("state_changed", {}) == []


def test_the_strongest_role_first_and_each_once() -> None:
	assert told("state_changed", ALL) == [
		"requester",
		"colleague",
		"manager",
		"Office",
		"agent",
		"mate",
		"head",
	]
	twice = person("Requester")
	found = recipients(
		"state_changed", ALL, lambda role: [REQUESTER] if role is Role.REQUESTER else [twice], ""
	)
	assert found == [Told(Role.REQUESTER, REQUESTER)]


def test_who_has_a_second_role_is_told_as_that_when_the_first_is_off() -> None:
	row: Row = {Role.MANAGER: False}
	assert told("state_changed", row, manager=[REQUESTER]) == ["requester"]


@pytest.mark.parametrize("role", list(Role))
def test_the_doer_is_told_nothing(role: Role) -> None:
	for recipient in HOLDERS[role]:
		name = recipient.email.partition("@")[0]
		assert name not in told("ticket_resolved", ALL, recipient.email)


def test_nobody_is_not_an_address_without_an_account() -> None:
	assert told("state_changed", {Role.CORRESPONDENCE: False}, "") == ["Office"]


def test_what_confirms_is_told_the_customer_who_sent_it_and_no_doer_of_the_desk() -> None:
	assert told("ticket_received", ALL, REQUESTER.user, confirmed=True)[0] == "requester"
	assert "agent" not in told("ticket_received", ALL, AGENT.user, confirmed=True)
	assert "manager" not in told("ticket_received", ALL, MANAGER.user, confirmed=True)


def test_the_muted_hear_of_questions_the_resolution_and_visits_only() -> None:
	muted = [person("requester", muted=True)]
	heard = {event for event in DEFAULTS if told(event, SHARED, requester=muted, participant=[])}
	assert heard == {"question_asked", "ticket_resolved", "visit_planned", "visit_changed", "visit_cancelled"}


def test_without_states_they_hear_all_but_changes_of_state() -> None:
	quiet = [person("requester", no_states=True)]
	missed = {event for event in DEFAULTS if not told(event, SHARED, requester=quiet, participant=[])}
	assert missed == {"state_changed", "ticket_categorised", "ticket_closed", "ticket_cancelled"}


def test_the_desk_mutes_nothing() -> None:
	muted = [person("agent", muted=True)]
	assert told("customer_commented", DEFAULTS["customer_commented"], agent=muted) == ["agent"]


def test_a_stand_in_is_told_where_nobody_stronger_is_there() -> None:
	row = dict(DEFAULTS["customer_commented"])
	assert told("customer_commented", row) == ["agent"]
	assert told("customer_commented", row, agent=[]) == ["mate", "agent"]
	assert told("customer_commented", row, agent=[], team=[]) == ["head"]
	# Whoever is there and hears nothing still has the ticket.
	assert told("customer_commented", row, AGENT.user) == []
	del row[Role.AGENT]
	assert told("customer_commented", row) == []


def test_a_stand_in_is_one_of_its_own_side() -> None:
	row: Row = {Role.MANAGER: True, Role.AGENT: True}
	assert told("state_changed", row) == ["agent"]
	assert told("state_changed", row, requester=[], participant=[]) == ["manager", "agent"]


def test_who_is_not_asked_for_is_not_looked_for() -> None:
	asked: list[Role] = []

	def people(role: Role) -> Sequence[Recipient]:
		asked.append(role)
		return HOLDERS[role]

	recipients("customer_commented", DEFAULTS["customer_commented"], people, "")
	assert set(asked) <= {Role.AGENT, Role.TEAM}
	asked.clear()
	recipients("ticket_resolved", DEFAULTS["ticket_resolved"], people, "")
	assert not set(asked) & {Role.MANAGER, Role.CORRESPONDENCE, *DESK_SIDE}
