"""What a customer reads on a request's page of why it waits and of what helps until it is solved."""

import frappe

from servicedesk.self_service.request_page import RequestPage, request_page
from servicedesk.shared.testing import (
	ACTIVE,
	AGENT,
	GO_ON,
	RESOLVE,
	TAKE,
	WAIT,
	DeskTestCase,
	make_account,
	make_customer,
)
from servicedesk.tickets import transitions
from servicedesk.tickets.testing import make_ticket

USER = "words@t.test"


class TestRequestWords(DeskTestCase):
	"""A request that is being worked on."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		customer = make_customer("T Words")
		make_account(USER, {customer: "Requester"})
		cls.number = make_ticket(USER, customer).name

	def step(self, action: str, **words: str) -> RequestPage:
		"""Take a step as an agent; return the page as the customer sees it then."""
		frappe.set_user(AGENT)
		transitions.perform(self.number, action, **words)
		frappe.set_user(USER)
		return request_page(self.number)

	def test_reason_while_it_waits_and_workaround_until_it_is_solved(self) -> None:
		page = self.step(TAKE)
		self.assertEqual((page.state, page.waiting_reason, page.workaround), (ACTIVE, "", ""))
		page = self.step(WAIT, waiting_reason="A part <2>", workaround="The old printer")
		self.assertEqual((page.waiting_reason, page.workaround), ("A part <2>", "The old printer"))
		page = self.step(GO_ON)
		self.assertEqual((page.waiting_reason, page.workaround), ("", "The old printer"))
		page = self.step(RESOLVE, resolution="Replaced")
		self.assertEqual((page.workaround, page.resolution), ("", "Replaced"))
