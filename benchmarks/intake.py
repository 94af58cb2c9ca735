"""A new ticket, beside the floor: saving a plain document with as many fields."""

import frappe

from benchmarks import site
from benchmarks.measure import Comparison, compare
from servicedesk.tickets.intake import TicketRequest, open_ticket

RUNS = 15


def open_one() -> None:
	"""A ticket with clocks, history and queued confirmation, through the one door."""
	open_ticket(
		TicketRequest(
			request_type=site.REQUEST_TYPE,
			customer=site.CUSTOMER,
			requester=site.REQUESTER,
			channel="Portal",
			answers=site.ANSWERS,
		)
	)


def warm(count: int) -> Comparison:
	"""In one process with its caches warm, commit included."""
	frappe.set_user(site.REQUESTER)

	def measured() -> None:
		open_one()
		frappe.db.commit()

	def floor() -> None:
		site.save_floor(count)
		frappe.db.commit()

	return compare(measured, floor, RUNS)


def as_request(count: int) -> Comparison:
	"""As a request sees it: connected anew each time, with only Redis to remember."""

	def measured() -> None:
		connect_anew()
		open_one()
		frappe.db.commit()

	def floor() -> None:
		connect_anew()
		site.save_floor(count)
		frappe.db.commit()

	return compare(measured, floor, RUNS)


def statements(count: int) -> tuple[int, int]:
	"""SQL statements of a ticket and of the floor, caches warm."""
	frappe.set_user(site.REQUESTER)
	open_one()
	with site.counted() as of_ticket:
		open_one()
	site.save_floor(count)
	with site.counted() as of_floor:
		site.save_floor(count)
	frappe.db.rollback()
	return len(of_ticket), len(of_floor)


def connect_anew() -> None:
	"""As each request is: only Redis remembers anything."""
	frappe.destroy()
	frappe.init(site=site.SITE)
	frappe.connect()
	frappe.set_user(site.REQUESTER)
