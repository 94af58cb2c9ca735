"""Who is told what about a ticket: a table of events and roles that staff edit, asked of one event.

Sources: issue 6, "who is told what is a table staff edit"; manual edi-provider 12: whoever muted a ticket hears no more
of its changes of state, but still of questions and of the solution. Nobody is told of what they did themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum


class Role(str, Enum):
	"""What somebody has to do with a ticket, the strongest first: who has two is told once, as the stronger."""

	REQUESTER = "Requester"
	PARTICIPANT = "Participant"
	MANAGER = "Manager"
	CORRESPONDENCE = "Correspondence Address"
	AGENT = "Agent"
	TEAM = "Team"
	SUPERVISOR = "Supervisor"

	def __str__(self) -> str:
		return self.value


CUSTOMER_SIDE = (Role.REQUESTER, Role.PARTICIPANT, Role.MANAGER, Role.CORRESPONDENCE)
DESK_SIDE = (Role.AGENT, Role.TEAM, Role.SUPERVISOR)
SHARING = (Role.REQUESTER, Role.PARTICIPANT)

# Somebody comes to their door: that is no news to be spared.
VISITS = ("visit_planned", "visit_changed", "visit_cancelled")
# A reminder is the question once more.
NEVER_MUTED = frozenset(("question_asked", "customer_reminder", "ticket_resolved", *VISITS))
# What somebody does without who has turned off notices about changes of state in their profile.
OF_STATES = frozenset(("state_changed", "ticket_categorised", "ticket_closed", "ticket_cancelled"))
FOR_CUSTOMER = (
	"ticket_received",
	"ticket_categorised",
	"state_changed",
	"question_asked",
	"agent_commented",
	"ticket_resolved",
	"ticket_closed",
	"ticket_cancelled",
	"ticket_merged",
	*VISITS,
)

Row = Mapping[str, bool]
"""The roles that an event is told to. True: as a stand-in, where nobody has a stronger role of the same side."""

# What a desk does whose staff have changed nothing.
DEFAULTS: Mapping[str, Row] = {
	**{event: dict.fromkeys(SHARING, False) for event in FOR_CUSTOMER},
	"ticket_assigned": {Role.AGENT: False},
	"customer_commented": {Role.AGENT: False, Role.TEAM: True, Role.SUPERVISOR: True},
	# A step or an edit of the customer's without a word.
	"customer_acted": {Role.AGENT: False},
}


@dataclass(frozen=True, slots=True)
class Recipient:
	"""Somebody who hears of a ticket; `user` is empty for an address that is nobody's account.

	`muted`: they want no notices of this ticket; `no_states`: of no ticket's changes of state.
	"""

	user: str
	email: str
	language: str
	muted: bool = False
	no_states: bool = False


@dataclass(frozen=True, slots=True)
class Told:
	"""Somebody who is told, and as what."""

	role: Role
	recipient: Recipient


People = Callable[[Role], Sequence[Recipient]]
"""Who has a role on the ticket. Asked only of the roles that matter for the event."""


def recipients(event: str, row: Row, people: People, doer: str, *, confirmed: bool = False) -> list[Told]:
	"""Everybody who is told of the event, each once, the strongest role first.

	`doer`: the user who did it, who is told nothing; with `confirmed` a doer whom the ticket is shared with is, because
	the notice says that what they sent has arrived.
	"""
	found: dict[str, Told] = {}
	for role, recipient in _entitled(row, people):
		is_doers_own = _is(recipient, doer) and not (confirmed and role in SHARING)
		# The desk's people are told for their work's sake, which nobody mutes.
		if not is_doers_own and (role in DESK_SIDE or wants(recipient, event)):
			found.setdefault(recipient.email.lower(), Told(role, recipient))
	return list(found.values())


def wants(recipient: Recipient, event: str) -> bool:
	"""Whether a customer's person hears of such an event, by what they have turned off."""
	if recipient.no_states and event in OF_STATES:
		return False
	return not recipient.muted or event in NEVER_MUTED


def _entitled(row: Row, people: People) -> Iterator[tuple[Role, Recipient]]:
	for side in (CUSTOMER_SIDE, DESK_SIDE):
		for number, role in enumerate(side):
			if role not in row or (row[role] and any(people(stronger) for stronger in side[:number])):
				continue
			for recipient in people(role):
				yield role, recipient


def _is(recipient: Recipient, user: str) -> bool:
	"""Whether it is this user, by account or by address: people's names are their addresses."""
	return bool(user) and user.lower() in (recipient.user.lower(), recipient.email.lower())
