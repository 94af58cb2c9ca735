"""The portal's list of requests with 1,000 tickets of others and 10 of one's own, and with 1,000,000 and 10,000.

Whole pages, as a request sees them; rows are counted for the list alone. Tickets are made by a few statements, past the
framework. Of ten, four are open; a tenth mentions a scanner, one in five hundred a plotter. How growth is measured, see
`growth`; the few rows of the small list cost less to write out than the 25 of the large one, which is in the ratio.
"""

import frappe

from benchmarks import site
from benchmarks.growth import Cost, Growth, cost, line
from benchmarks.pages import EMPTY_ROUTE, make_empty_page, visit
from servicedesk.domain.search_words import search_line
from servicedesk.self_service.request_list import request_list
from servicedesk.tickets import states

FEW_OTHERS, MANY_OTHERS = 1_000, 1_000_000
FEW_OWN, MANY_OWN = 10, 10_000
RUNS = 25
STEP = 100_000
# The serial before a list's first: numbers of one length, without leading noughts, as tickets have them.
BEFORE_FIRST = 1_000_000
MANAGER = "mihai.ionescu@example.com"
OTHERS, OWN = "LISTO-", "LISTP-"
# Who looks, and which list: what the portal's address says behind the question mark.
LISTS = {
	"all": "",
	"open": "show=open",
	"last activity first": "sort=activity",
	"by state": "sort=state",
	"words that a tenth has": "q=scanner",
	"words that few have": "q=plotter",
	"words that none has": "q=nowhere",
	"of a service": "service=Benchmark",
	"by number": f"q={OWN}{BEFORE_FIRST + 7}",
}
# `seq` counts from the newest, a ticket every minute; the same columns at every size.
TICKETS = """insert into `tabSD Ticket`
		(name, creation, modified, owner, modified_by, subject, search_words, customer, requester, service, raised_at,
		last_activity_at, workflow_state, state_category)
	select concat(%(prefix)s, %(before)s + seq), at, at, 'Administrator', 'Administrator', concat('Request ', seq),
		concat(%(words)s, ' n', seq, if(seq mod 10 = 3, %(common)s, ''), if(seq mod 500 = 7, %(rare)s, '')),
		if(%(own)s, %(customer)s, concat('benchmark-', seq mod 2000)),
		if(%(own)s, %(requester)s, concat('person-', seq mod 5000, '@benchmark.test')),
		if(seq mod 7 = 0, 'Benchmark', null), at, at + interval (seq mod 50) second,
		elt(1 + least(kind, 3), %(new)s, %(active)s, %(waiting)s, %(ended)s),
		elt(1 + least(kind, 3), 'new', 'active', 'waiting_for_customer', 'closed')
	from (
		select seq, (seq div 7) mod 10 as kind, now() - interval seq minute as at
		from seq_1_to_1000000 where seq between %(first)s and %(last)s
	) as made"""
PARTICIPANTS = """insert into `tabSD Ticket Participant`
		(name, creation, modified, owner, modified_by, parent, parenttype, parentfield, idx, user, is_requester)
	select name, creation, modified, owner, owner, name, 'SD Ticket', 'participants', 1, requester, 1
	from `tabSD Ticket` where name between concat(%(prefix)s, %(before)s + %(first)s)
		and concat(%(prefix)s, %(before)s + %(last)s)"""
TEXT = "The label printer of the second warehouse has stopped in the middle of today's orders, please help us soon"


def rows() -> list[tuple[str, ...]]:
	"""The lines of the table."""
	return [line(found, FEW_OWN, MANY_OWN, "own requests") for found in growths()]


def growths(many_others: int = MANY_OTHERS, many_own: int = MANY_OWN) -> list[Growth]:
	"""Measure every list at both sizes; the site is full of made-up tickets afterwards."""
	make_empty_page()
	grow(OTHERS, 0, FEW_OTHERS)
	grow(OWN, 0, FEW_OWN)
	few = _measure()
	grow(OTHERS, FEW_OTHERS, many_others)
	grow(OWN, FEW_OWN, many_own)
	found = _measure()
	return [Growth(label, few[label], found[label]) for label in few]


def grow(prefix: str, before: int, tickets: int) -> None:
	"""Make tickets number `before` + 1 to `tickets`, and let the database look at the tables."""
	values = {
		"prefix": prefix,
		"before": BEFORE_FIRST,
		"own": prefix == OWN,
		"customer": site.CUSTOMER,
		"requester": site.REQUESTER,
		"words": search_line(TEXT),
		"common": search_line("scanner"),
		"rare": search_line("plotter"),
		**_states(),
	}
	for first in range(before + 1, tickets + 1, STEP):
		last = min(first + STEP - 1, tickets)
		for statement in (TICKETS, PARTICIPANTS):
			# query-in-loop: two statements for each hundred thousand
			frappe.db.sql(statement, {**values, "first": first, "last": last})
		frappe.db.commit()
	for doctype in ("SD Ticket", "SD Ticket Participant"):
		# query-in-loop: two tables
		frappe.db.sql_ddl(f"analyze table `tab{doctype}`")
	frappe.clear_cache()


def _states() -> dict[str, str]:
	"""A state of the site's workflow for each kind of made-up ticket."""
	by_category = {row.sd_category: row.state for row in reversed(states.workflow().states)}
	active = by_category["active"]
	return {
		"new": states.initial_state(),
		"active": active,
		"waiting": by_category.get("waiting_for_customer", active),
		"ended": by_category["closed"],
	}


def _measure() -> dict[str, Cost]:
	found = {}
	for who, user in (("requester", site.REQUESTER), ("manager", MANAGER)):
		for label, query in LISTS.items():
			found[f"{who}'s list, {label}"] = _cost(user, query)
	return found


def _cost(user: str, query: str) -> Cost:
	"""Milliseconds of the whole page; rows that the list reads."""
	path = f"/portal/requests?{query}"
	page = cost(lambda: visit(path, user), RUNS, lambda: visit(f"/{EMPTY_ROUTE}", "Guest"))
	frappe.set_user(user)
	arguments = dict(part.split("=") for part in query.split("&") if part)
	counted = cost(lambda: request_list(arguments), 1)
	frappe.set_user("Administrator")
	return Cost(page.milliseconds, counted.reads, page.beside)
