"""A ticket read to be shown is the ticket that the framework reads."""

import frappe

from servicedesk.shared.testing import DeskTestCase, make_account, make_customer
from servicedesk.tickets.stored_ticket import stored_ticket
from servicedesk.tickets.testing import make_ticket

USER = "stored-ticket@t.test"


class TestStoredTicket(DeskTestCase):
	"""A ticket with answers and a participant."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.customer = make_customer("T Stored Ticket")
		make_account(USER, {cls.customer: "Requester"})

	def setUp(self) -> None:
		super().setUp()
		self.number = make_ticket(USER, self.customer).name

	def test_it_is_the_frameworks_own(self) -> None:
		framework, ours = frappe.get_doc("SD Ticket", self.number), stored_ticket(self.number)
		assert ours
		self.assertTrue(ours.answers and ours.participants)
		self.assertEqual(ours.as_dict(), framework.as_dict())
		self.assertEqual((type(ours), bool(ours.is_new())), (type(framework), False))

	def test_statements(self) -> None:
		stored_ticket(self.number)
		tables = frappe.get_meta("SD Ticket").get_table_fields()
		with self.assertQueryCount(1 + len(tables)):
			stored_ticket(self.number)

	def test_there_is_none(self) -> None:
		self.assertIsNone(stored_ticket("T-NONE"))
