"""Tickets that staff open for somebody who phoned, the caller's account not yet in use (manual edi-provider 1)."""

import frappe

from servicedesk.shared.errors import Refused
from servicedesk.shared.testing import AGENT, DeskTestCase, make_account, make_customer
from servicedesk.shared.visibility import acts_for, forget_scope, scope_of

CALLER = "caller@t.test"


class TestOnBehalf(DeskTestCase):
	"""One customer with one person, in each state that an account may be in."""

	@classmethod
	def setUpClass(cls) -> None:
		"""The customer and the caller."""
		super().setUpClass()
		cls.customer, cls.other = make_customer("T Calling"), make_customer("T Not Calling")
		make_account(CALLER, {cls.customer: "Requester"})

	def put_into(self, state: str) -> None:
		"""Bring the caller's account into a state."""
		frappe.db.set_value("SD Portal Account", {"user": CALLER}, "account_state", state)
		forget_scope(CALLER)

	def open_for_caller(self, customer: str) -> str:
		"""Open a ticket as an agent at the desk does; return its number."""
		frappe.set_user(AGENT)
		values = {"subject": "Phoned", "customer": customer, "requester": CALLER, "channel": "Phone"}
		return str(frappe.get_doc({"doctype": "SD Ticket", **values}).insert().name)

	def test_for_somebody_invited(self) -> None:
		self.put_into("Invited")
		number = self.open_for_caller(self.customer)
		told = frappe.get_all("SD Outgoing Message", {"ticket": number}, ["event", "recipient"])
		self.assertEqual(told, [{"event": "ticket_received", "recipient": CALLER}])
		self.assertEqual(scope_of(CALLER).customers, frozenset(), "invited people see nothing yet")

	def test_not_for_another_customer_nor_for_leavers(self) -> None:
		for state, customer in (
			("Active", self.other),
			("Invited", self.other),
			("Disabled", self.customer),
			("Requested", self.customer),
		):
			with self.subTest(state=state, customer=customer):
				self.put_into(state)
				self.assertFalse(acts_for(CALLER, customer))
				with self.assertRaises(Refused):
					self.open_for_caller(customer)
