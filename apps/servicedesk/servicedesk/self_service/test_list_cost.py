"""What a customer's list reads: their own tickets, however many the customer and others have."""

from typing import Any

import frappe

from servicedesk.self_service.request_list import request_list, waiting_for_reader
from servicedesk.shared.rows import CHILD_COLUMNS, STANDARD_COLUMNS, insert_rows, standard_values
from servicedesk.shared.testing import NEW, DeskTestCase, make_account, make_customer
from servicedesk.tickets.testing import make_ticket

CUSTOMER = "T Cost"
REQUESTER, COLLEAGUE, MANAGER = "requester@cost.test", "colleague@cost.test", "manager@cost.test"
OF_OTHERS, OF_THE_CUSTOMER, OWN = 3000, 1500, 12
# A row of one's own is found by its requester and by its participant, united, looked up and put in order.
READS_FOR_EACH = 12


class TestListCost(DeskTestCase):
	"""Rows are counted by the database itself."""

	@classmethod
	def setUpClass(cls) -> None:
		"""Many tickets of other customers and of colleagues, few of the requester's own."""
		super().setUpClass()
		make_customer(CUSTOMER)
		for user, role in ((REQUESTER, "Requester"), (COLLEAGUE, "Requester"), (MANAGER, "Manager")):
			make_account(user, {CUSTOMER: role})
		_bulk("T-O", OF_OTHERS, "somebody else", "somebody@else.test")
		_bulk("T-C", OF_THE_CUSTOMER, CUSTOMER, COLLEAGUE)
		for _ticket in range(OWN):
			make_ticket(REQUESTER, CUSTOMER)

	def reads(self, user: str, **arguments: str) -> tuple[int, int]:
		"""Rows that the list shows, and rows that the database reads for the list and for what waits."""
		frappe.set_user(user)
		request_list(arguments)
		waiting_for_reader()
		before = _rows_read()
		shown = len(request_list(arguments).rows)
		waiting_for_reader()
		return shown, _rows_read() - before

	def test_requester(self) -> None:
		shown, reads = self.reads(REQUESTER)
		self.assertEqual(shown, OWN)
		self.assertLess(reads, OWN * READS_FOR_EACH * 2)

	def test_requester_on_a_later_page_and_in_one_state(self) -> None:
		for arguments in ({"after": "2999-01-01T00:00:00~T-1~0"}, {"show": "open"}, {"mine": "1"}):
			shown, reads = self.reads(REQUESTER, **arguments)
			self.assertEqual(shown, OWN, arguments)
			self.assertLess(reads, OWN * READS_FOR_EACH * 2, arguments)

	def test_somebody_with_whom_one_ticket_is_shared(self) -> None:
		make_account("new@cost.test", {CUSTOMER: "Requester"})
		ticket = frappe.get_doc("SD Ticket", make_ticket(REQUESTER, CUSTOMER).name)
		ticket.append("participants", {"user": "new@cost.test"})
		ticket.save()
		shown, reads = self.reads("new@cost.test")
		self.assertEqual(shown, 1)
		self.assertLess(reads, 5 * READS_FOR_EACH)

	def test_manager_of_one_customer_reads_a_page(self) -> None:
		shown, reads = self.reads(MANAGER)
		self.assertEqual(shown, 25)
		self.assertLess(reads, OF_THE_CUSTOMER + 100)


def _rows_read() -> int:
	"""What this connection's statements have read of rows and index entries so far."""
	counters = frappe.db.sql("show session status like 'Handler_read%'")
	return sum(int(value) for name, value in counters if name != "Handler_read_retry")


def _bulk(prefix: str, count: int, customer: str, requester: str) -> None:
	"""Tickets with their requester's participant, without all that makes a ticket one."""
	columns = ("subject", "workflow_state", "state_category", "customer", "requester", "raised_at")
	now = frappe.utils.now_datetime()
	tickets: list[tuple[Any, ...]] = []
	participants: list[tuple[Any, ...]] = []
	for number in range(count):
		name = f"{prefix}-{number}"
		raised = frappe.utils.add_to_date(now, seconds=-number)
		tickets.append(
			(*standard_values(name, now), name, NEW, "new", customer, requester, raised),
		)
		participants.append((*standard_values(name, now), name, "SD Ticket", "participants", 1, requester))
	insert_rows("SD Ticket", (*STANDARD_COLUMNS, *columns), tickets)
	insert_rows("SD Ticket Participant", (*CHILD_COLUMNS, "user"), participants)
