"""What may help somebody who begins to type a request: their own open requests that fit, and what else providers find.

A provider is a function from what was typed to suggestions, best first. It answers for the signed-in reader, with what
they may see and nothing else, in one statement on an index. The knowledge base adds its own to PROVIDERS.
"""

from collections.abc import Callable
from dataclasses import dataclass

import frappe
from frappe import _

from servicedesk.domain.lifecycle import StateCategory, is_open
from servicedesk.domain.suggestion_match import fitting, is_enough_to_look
from servicedesk.shared.plain_text import unshield
from servicedesk.shared.visibility import scope_of

MOST = 5
LONGEST_TYPED = 140
# Of somebody's newest requests; older ones that are still open are in their list.
NEWEST = 100
OWN_REQUESTS = """select name, subject, workflow_state, state_category, customer from `tabSD Ticket`
	force index (by_requester) where requester = %(user)s order by raised_at desc, name desc limit %(most)s"""


@dataclass(frozen=True)
class Suggestion:
	"""Something to look at before a request is sent: what it is called, where it is, and what is said of it."""

	title: str
	address: str
	note: str


@dataclass(frozen=True)
class Suggested:
	"""What one provider has found, under its heading."""

	heading: str
	suggested: list[Suggestion]


def suggestions(typed: str) -> list[Suggested]:
	"""What fits the words; nothing while there are too few of them. One statement for each provider."""
	words = typed[:LONGEST_TYPED]
	if not is_enough_to_look(words):
		return []
	return [found for provider in PROVIDERS if (found := provider(words)).suggested]


def own_open_requests(typed: str) -> Suggested:
	"""The reader's own requests that are still worked on; none of a company that they act for no more."""
	scope = scope_of(frappe.session.user)
	rows = frappe.db.sql(OWN_REQUESTS, {"user": frappe.session.user, "most": NEWEST}, as_dict=True)
	mine = {
		row.name: row
		for row in rows
		if row.customer in scope.customers and is_open(StateCategory(row.state_category))
	}
	found = fitting(typed, [(name, unshield(row.subject)) for name, row in mine.items()], MOST)
	return Suggested(
		_("Your open requests that look alike"),
		[
			Suggestion(
				title=unshield(mine[key].subject),
				address=f"/portal/requests/{key}",
				note=f"{key} · {mine[key].workflow_state}",
			)
			for key, _score in found
		],
	)


PROVIDERS: list[Callable[[str], Suggested]] = [own_open_requests]
