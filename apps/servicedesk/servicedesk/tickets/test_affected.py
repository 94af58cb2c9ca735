"""The piece of equipment that a ticket is about: the customer's own, and one that the requester may see."""

import frappe

from servicedesk.shared.errors import Refused
from servicedesk.shared.testing import AGENT, DeskTestCase, make_account, make_customer, make_equipment
from servicedesk.tickets import affected
from servicedesk.tickets.testing import make_ticket

USER = "affected@t.test"


class TestAffectedEquipment(DeskTestCase):
	"""Pieces of two customers."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.customer, cls.other = make_customer("T Affected"), make_customer("T Affected Other")
		make_account(USER, {cls.customer: "Requester"})
		cls.piece = make_equipment("T-AFF-1", cls.customer)
		cls.foreign = make_equipment("T-AFF-2", cls.other)

	def test_a_piece_of_the_customer_is_kept(self) -> None:
		self.assertEqual(make_ticket(USER, self.customer, equipment=self.piece).equipment, self.piece)

	def test_forged_pieces_are_refused_in_the_same_words(self) -> None:
		texts = set()
		for name in (self.foreign, "no-such-piece", "' or 1=1 -- "):
			with self.subTest(name=name), self.assertRaises(Refused) as caught:
				make_ticket(USER, self.customer, equipment=name)
			texts.add(caught.exception.problems["equipment"])
		self.assertEqual(len(texts), 1)

	def test_the_desk_is_held_to_the_same(self) -> None:
		frappe.set_user(AGENT)
		values = {"doctype": "SD Ticket", "subject": "Phoned in", "customer": self.customer}
		self.assertTrue(frappe.get_doc({**values, "equipment": self.piece}).insert().name)
		with self.assertRaises(Refused):
			frappe.get_doc({**values, "equipment": self.foreign}).insert()
		ticket = make_ticket(USER, self.customer)
		doc = frappe.get_doc("SD Ticket", ticket.name)
		doc.equipment = self.foreign
		with self.assertRaises(Refused):
			doc.save()

	def test_no_piece_costs_nothing(self) -> None:
		with self.assertQueryCount(0):
			self.assertEqual(affected.problems(None, self.customer, USER), {})

	def test_a_requester_without_rights_is_refused_whoever_types(self) -> None:
		self.assertIn("equipment", affected.problems(self.piece, self.customer, "nobody@t.test"))
		self.assertEqual(affected.problems(self.piece, self.customer), {})
