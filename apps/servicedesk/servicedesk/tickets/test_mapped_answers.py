"""Answers that fill the ticket's own fields: records as records, and what the picked equipment knows."""

from typing import Any

import frappe

from servicedesk.shared.errors import Refused
from servicedesk.shared.testing import DeskTestCase, make_account, make_customer, make_equipment, make_site
from servicedesk.tickets.testing import make_ticket

CUSTOMER, USER, TYPE, WIDE = "T Mapped", "mapped@t.test", "T Mapped Form", "T Wide & Co"
BLOCK = {
	"what": "affected_description",
	"city": "affected_city",
	"street": "affected_street",
	"contact": "affected_contact",
	"phone": "affected_phone",
}


class TestMappedAnswers(DeskTestCase):
	"""A form like the integrator's: impact, category, and the mandatory block."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.customer = make_customer(CUSTOMER)
		make_account(USER, {cls.customer: "Requester"})
		for doctype, title, values in (
			("SD Priority", "T First", {"level": 1}),
			("SD Impact", WIDE, {"level": 1}),
			("SD Ticket Category", "T Cat", {}),
			("SD Ticket Category", "T Leaf", {"parent_category": "T Cat"}),
		):
			frappe.get_doc({"doctype": doctype, "title": title, **values}).insert()
		frappe.get_doc({"doctype": "SD Priority Rule", "impact": WIDE, "priority": "T First"}).insert()
		fields: list[dict[str, Any]] = [
			{
				"label": "Impact",
				"field_name": "impact",
				"field_type": "Choice",
				"maps_to": "impact",
				"mandatory": 1,
			},
			{"label": "Category", "field_name": "about", "field_type": "Choice", "maps_to": "category"},
			*(
				{"label": name, "field_name": name, "field_type": "Text", "mandatory": 1, "maps_to": field}
				for name, field in BLOCK.items()
			),
		]
		fields[-1]["field_type"] = "Phone"
		frappe.get_doc({"doctype": "SD Request Type", "title": TYPE, "form_fields": fields}).insert()
		site = make_site("Office", cls.customer, city="Sofia", street="Vitosha 1", phone="+359 2 1")
		cls.piece = make_equipment("SN-77", cls.customer, site=site, contact_person="Ivan", model="Laser")

	def open(self, equipment: str | None = None, **answers: str) -> Any:
		"""A ticket of that form, with the block filled in unless the answers say otherwise."""
		given = {"impact": WIDE, **dict.fromkeys(BLOCK, "typed"), "phone": "123 456", **answers}
		return make_ticket(USER, self.customer, request_type=TYPE, equipment=equipment, answers=given)

	def block(self, ticket: Any) -> list[str]:
		"""The ticket's block, as it is stored."""
		return list(frappe.db.get_value("SD Ticket", ticket.name, list(BLOCK.values())))

	def test_records_are_stored_as_records_and_decide_the_priority(self) -> None:
		ticket = self.open(about="T Leaf")
		self.assertEqual(
			(ticket.impact, ticket.category, ticket.priority, ticket.priority_basis, ticket.categorised_at),
			(WIDE, "T Leaf", "T First", "impact", None),
		)
		self.assertEqual(frappe.db.get_value("SD Ticket", ticket.name, "impact"), WIDE)

	def test_forged_values_are_refused_by_their_field(self) -> None:
		for forged in ({"impact": "T Nothing"}, {"impact": ""}, {"about": "T Cat"}, {"about": "No such"}):
			with self.subTest(forged=forged), self.assertRaises(Refused) as caught:
				self.open(**forged)
			self.assertEqual(set(caught.exception.problems), set(forged))

	def test_the_block_goes_to_the_tickets_fields(self) -> None:
		self.assertEqual(self.block(self.open()), ["typed", "typed", "typed", "typed", "123 456"])

	def test_a_picked_piece_fills_what_was_left_empty_also_where_it_is_mandatory(self) -> None:
		ticket = self.open(self.piece, what="", street=" ", contact="", phone="")
		self.assertEqual(self.block(ticket), ["Laser SN-77", "typed", "Vitosha 1", "Ivan", "+359 2 1"])
		answers = {row.field_name: row.value for row in ticket.answers}
		self.assertEqual((answers["what"], answers["street"]), ("Laser SN-77", "Vitosha 1"))

	def test_without_a_piece_the_block_is_mandatory(self) -> None:
		with self.assertRaises(Refused) as caught:
			self.open(what="", street="")
		self.assertEqual(set(caught.exception.problems), {"what", "street"})

	def test_another_customers_piece_tells_nothing(self) -> None:
		foreign = make_equipment("SN-78", make_customer("T Mapped Other"), city="Secret")
		with self.assertRaises(Refused) as caught:
			self.open(foreign, city="")
		self.assertEqual(set(caught.exception.problems), {"equipment", "city"})

	def test_a_piece_picked_at_the_desk_fills_the_block_and_spares_what_is_there(self) -> None:
		ticket = make_ticket(USER, self.customer)
		doc = frappe.get_doc("SD Ticket", ticket.name)
		doc.update({"equipment": self.piece, "affected_city": "Plovdiv"})
		doc.save()
		self.assertEqual(self.block(doc), ["Laser SN-77", "Plovdiv", "Vitosha 1", "Ivan", "+359 2 1"])
		doc.affected_contact = ""
		doc.save()
		self.assertEqual(doc.affected_contact, "")
