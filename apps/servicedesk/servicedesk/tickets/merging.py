"""Merging: two tickets about one matter become one.

A merged ticket ends; what was said on it, its files and its people go along to the one that stays. Both histories
say so, and the merged ticket's people are told once. Only tickets of one customer are ever merged: nothing that was
written for one customer comes before another's eyes.
"""

from typing import Any

import frappe
from frappe import _

from servicedesk.domain.lifecycle import StateCategory, TransitionTrigger, is_final, is_open
from servicedesk.messaging.outbox import Notice, queue
from servicedesk.shared.compat import to_system, utc_now
from servicedesk.shared.errors import Conflict, NotSetUp, refuse
from servicedesk.shared.people import full_name
from servicedesk.shared.plain_text import unshield
from servicedesk.shared.rows import STANDARD_COLUMNS, insert_rows
from servicedesk.tickets import history, linking, states, transitions
from servicedesk.tickets.conversation import as_html
from servicedesk.tickets.notices import links, told
from servicedesk.tickets.participation import set_muted

# Where a merged ticket ends when its workflow says nothing of merging; a workflow has one of them.
ENDS = (StateCategory.CLOSED, StateCategory.CANCELLED)
# Everything that hangs on a ticket and goes along; events and clocks stay, they are the ticket's own life.
GOES_ALONG = (
	"""update `tabCommunication` set reference_name = %(into)s
	where reference_doctype = 'SD Ticket' and reference_name = %(name)s""",
	"""update `tabComment` set reference_name = %(into)s
	where reference_doctype = 'SD Ticket' and reference_name = %(name)s and comment_type = 'Comment'""",
	"""update `tabFile` set attached_to_name = %(into)s
	where attached_to_doctype = 'SD Ticket' and attached_to_name = %(name)s""",
	"""update `tabSD Field Visit` set ticket = %(into)s, title = replace(title, %(name)s, %(into)s)
	where ticket = %(name)s""",
	"update `tabSD Ticket` set merged_into = %(into)s where merged_into = %(name)s",
)
MESSAGE_COLUMNS = (
	*STANDARD_COLUMNS,
	"communication_type",
	"communication_medium",
	"sent_or_received",
	"subject",
	"content",
	"sender",
	"sender_full_name",
	"user",
	"reference_doctype",
	"reference_name",
	"communication_date",
	"sd_conversation",
)


def merge(name: str, into: str) -> Any:
	"""End the ticket as merged into another of the same customer; return the one that stays.

	Raises Refused for two tickets that cannot be merged, Conflict when one of them has ended or was merged already,
	or when an open one would go into one that is resolved.
	"""
	source, target = _both_locked(name, into)
	_check(source, target)
	_take_along(source, target)
	_share(source, target)
	_end(source)
	source.db_set("merged_into", target.name)
	_note(source, target)
	queue(_notices(source, target))
	return target


def merged_into(ticket: str) -> list[dict[str, Any]]:
	"""The tickets that were merged into this one. One statement."""
	rows = frappe.get_all(
		"SD Ticket", {"merged_into": ticket}, ["name as ticket", "subject"], order_by="name asc", limit=50
	)
	return [{"ticket": row.ticket, "subject": unshield(row.subject)} for row in rows]


def _both_locked(name: str, into: str) -> tuple[Any, Any]:
	"""Both tickets, locked in one order whoever merges which into which: else two would wait for each other."""
	if name == into:
		refuse({"into": _("A request cannot be merged into itself.")})
	# query-in-loop: the two tickets
	tickets = {number: transitions.locked(number) for number in sorted((name, into))}
	for ticket in tickets.values():
		ticket.check_permission("write")
	return tickets[name], tickets[into]


def _check(source: Any, target: Any) -> None:
	if source.customer != target.customer:
		refuse({"into": _("Requests of different customers cannot be merged. Link them instead.")})
	for ticket in (source, target):
		if ticket.merged_into:
			frappe.throw(
				_("{0} was merged into {1} already.").format(ticket.name, ticket.merged_into), Conflict
			)
	ends, stays = StateCategory(source.state_category), StateCategory(target.state_category)
	if is_final(ends):
		frappe.throw(_("{0} is finished. Link it instead.").format(source.name), Conflict)
	# In a resolved ticket nobody looks for what still has to be done, and it closes by itself.
	if is_final(stays) or (is_open(ends) and not is_open(stays)):
		frappe.throw(_("{0} is finished. Nothing can be merged into it.").format(target.name), Conflict)


def _take_along(source: Any, target: Any) -> None:
	"""Messages, notes, files and visits; and the merged ticket's own first words, which were no message."""
	_add_first_words(source, target)
	values = {"name": source.name, "into": target.name}
	for statement in GOES_ALONG:
		# query-in-loop: the handful of tables above
		frappe.db.sql(statement, values)
	linking.move_links(source.name, target.name)


def _add_first_words(source: Any, target: Any) -> None:
	"""The merged ticket's own request as a message of its requester, of the time when it was raised.

	Nothing is said anew, so that no clock, no notice and no step of the workflow hangs on it: the row alone.
	"""
	answers = [f"{row.label}: {row.value}" for row in source.answers if row.value]
	words = [f"{source.name}: {source.subject}", *(answers or [source.description or ""])]
	writer = source.requester or source.opened_by
	row = (
		frappe.generate_hash(length=10),
		writer,
		writer,
		source.raised_at,
		source.raised_at,
		"Communication",
		"Other",
		"Received",
		source.subject,
		as_html(unshield("\n".join(words))),
		frappe.get_cached_value("User", writer, "email") or writer,
		full_name(writer),
		writer,
		"SD Ticket",
		target.name,
		source.raised_at,
		1,
	)
	insert_rows("Communication", MESSAGE_COLUMNS, [row])


def _share(source: Any, target: Any) -> None:
	"""Whoever shared in the one shares in the other; the problem behind it is the same."""
	present = {row.user for row in target.participants}
	missing = [row for row in source.participants if row.user not in present]
	for row in missing:
		target.append("participants", {"user": row.user})
	target.problem = target.problem or source.problem
	target.save()
	for row in missing:
		if row.muted:
			# Whoever wanted no notices of the one wants none of the other.
			set_muted(target.name, row.user, muted=True)


def _end(source: Any) -> None:
	"""By the workflow's own step for it, else straight to where tickets end; clocks follow as with any other end."""
	step = states.triggered_by(source, TransitionTrigger.MERGED) or frappe._dict(
		state=source.workflow_state, next_state=_last_state(), action="", sd_trigger="Merged"
	)
	# Its people hear of the merge, and not of its end besides.
	source.flags.no_notice = True
	transitions.apply(source, step)


def _last_state() -> str:
	rows = states.workflow().states
	for category in ENDS:
		for row in rows:
			if states.category_of(row.state) is category:
				return str(row.state)
	raise NotSetUp(_("The workflow has no state in which a request ends."))


def _note(source: Any, target: Any) -> None:
	for ticket, value in ((source, {"to_value": target.name}), (target, {"from_value": source.name})):
		event = history.Event(history.MERGED, utc_now(), ticket.state_category, **value)
		history.append(ticket.name, [event])
		# query-in-loop: two tickets, and to their customer the merge is news on both
		ticket.db_set("last_activity_at", to_system(event.at), update_modified=False)


def _notices(source: Any, target: Any) -> list[Notice]:
	"""The merged ticket's people, once, with the way to the ticket that stays."""
	return told(
		source,
		"ticket_merged",
		target.name,
		lambda recipient: {"other_number": target.name, **links(target, recipient.user)},
	)
