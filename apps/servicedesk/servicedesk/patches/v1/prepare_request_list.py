"""Requests that were there before the portal's list could be searched and marked: found by their words, and read."""

import frappe
from frappe.utils import now_datetime

from servicedesk.domain.search_words import search_line
from servicedesk.shared.plain_text import unshield
from servicedesk.tickets.search_line import SEARCHED

AT_A_TIME = 1000
WORDS = """select name, subject, external_reference, description from `tabSD Ticket`
	where name > %s and search_words is null order by name limit %s"""
REQUESTERS = """update `tabSD Ticket Participant` shared join `tabSD Ticket` ticket on ticket.name = shared.parent
	set shared.is_requester = (shared.user <=> ticket.requester)
	where shared.is_requester <> (shared.user <=> ticket.requester)"""
ACTIVITY = "update `tabSD Ticket` set last_activity_at = raised_at where last_activity_at is null"
# Named as `self_service.reading_marks` names them: one row a person for everything until now.
READ = """insert ignore into `tabSD Ticket Reading`
	(name, owner, modified_by, creation, modified, user, ticket, seen_at)
	select left(sha2(concat(user, char(0)), 256), 20), user, user, %(now)s, %(now)s, user, '', %(now)s
	from `tabSD Portal Account` where user is not null"""


def execute() -> None:
	"""Fill the words a thousand tickets at a time, mark requesters, and let nothing old be new. Can be run again."""
	frappe.db.sql(REQUESTERS)
	frappe.db.sql(ACTIVITY)
	frappe.db.sql(READ, {"now": now_datetime()})
	last = ""
	while rows := frappe.db.sql(WORDS, (last, AT_A_TIME), as_dict=True):
		for row in rows:
			line = search_line(*(unshield(row[name]) for name in SEARCHED))
			# query-in-loop: each ticket has words of its own, by its primary key; once in a site's life
			frappe.db.sql("update `tabSD Ticket` set search_words = %s where name = %s", (line, row.name))
		frappe.db.commit()
		last = rows[-1].name
