"""What the customer sees of visits and merges on a request's page: date, place, specialist, and nothing internal."""

from dataclasses import asdict

import frappe

from servicedesk.self_service.request_page import request_page
from servicedesk.shared.testing import AGENT, DeskTestCase, make_account, make_customer
from servicedesk.tickets import merging, tiers, visits
from servicedesk.tickets.test_visits import at
from servicedesk.tickets.testing import make_ticket

CUSTOMER, USER = "T Visit Page", "visit-page@t.test"


class TestRequestVisits(DeskTestCase):
	"""The requester looks at the page."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.customer = make_customer(CUSTOMER)
		make_account(USER, {cls.customer: "Requester"})

	def setUp(self) -> None:
		super().setUp()
		self.number = make_ticket(USER, self.customer).name
		frappe.set_user(AGENT)
		more = {"notes": "Beware of the dog", "contact_person": "Ana"}
		self.visit = tiers.field_visit(self.number, AGENT, at(10), at(12), "Main street 1 <b>", **more)

	def test_date_place_and_specialist(self) -> None:
		frappe.set_user(USER)
		page = request_page(self.number)
		view = page.visits[0]
		self.assertEqual((view.place, view.specialist), ("Main street 1 <b>", "agent"))
		self.assertEqual((view.state, view.coming), ("Planned", True))
		self.assertIn(f"{at(10).day} ", view.when)
		self.assertIn("A visit is planned for", page.activity[0].text)
		self.assertNotIn("dog", str(asdict(page)))

	def test_how_it_ended_and_no_internal_result(self) -> None:
		visits.step(self.visit.name, "Nobody There", "The dog was there")
		frappe.set_user(USER)
		page = request_page(self.number)
		self.assertEqual((page.visits[0].state, page.visits[0].coming), ("Nobody There", False))
		self.assertIn("Nobody was there", page.activity[0].text)
		self.assertNotIn("dog", str(asdict(page)))

	def test_a_merge_shows_the_way(self) -> None:
		other = make_ticket(USER, self.customer).name
		frappe.set_user(AGENT)
		merging.merge(other, self.number)
		frappe.set_user(USER)
		page = request_page(other)
		self.assertEqual((page.merged_into, page.may_rate), (self.number, False))
		self.assertIn(self.number, page.activity[0].text)
		self.assertIn(other, request_page(self.number).activity[0].text)

	def test_a_merged_tickets_visit_comes_along(self) -> None:
		other = make_ticket(USER, self.customer).name
		frappe.set_user(AGENT)
		merging.merge(self.number, other)
		frappe.set_user(USER)
		self.assertEqual([view.specialist for view in request_page(other).visits], ["agent"])
