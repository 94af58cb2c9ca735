"""Questions answered with records: only one's own, also when forged, and at most one statement for it."""

from dataclasses import replace
from typing import Any
from unittest.mock import patch

import frappe

from servicedesk.catalogue.request_forms import form_of
from servicedesk.catalogue.testing import make_type, question
from servicedesk.shared.errors import Refused
from servicedesk.shared.testing import (
	SERVICE,
	DeskTestCase,
	make_account,
	make_contract,
	make_customer,
	make_equipment,
)
from servicedesk.shared.visibility import scope_of
from servicedesk.tickets import call_form, record_answers
from servicedesk.tickets.asked_questions import answers_in, sections_of
from servicedesk.tickets.testing import make_ticket

TYPE, USER, PEER, STRANGER = "T Records Asked", "asks@t.test", "peer@t.test", "stranger@t.test"
LINKS = ("contract", "service", "equipment", "colleague")


class TestRecordAnswers(DeskTestCase):
	"""A customer with a contract, a piece and two people; another customer with the same."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.customer, cls.other = make_customer("T Records"), make_customer("T Records Other")
		make_account(USER, {cls.customer: "Requester"})
		make_account(PEER, {cls.customer: "Requester"})
		make_account(STRANGER, {cls.other: "Requester"})
		cls.own = dict(
			zip(
				LINKS,
				(
					make_contract("T-REC", cls.customer),
					SERVICE,
					make_equipment("SN-R1", cls.customer),
					PEER,
				),
				strict=True,
			)
		)
		cls.foreign = {
			"contract": make_contract("T-REC-OTHER", cls.other),
			"service": "T No Such Service",
			"equipment": make_equipment("SN-R2", cls.other),
			"colleague": STRANGER,
		}
		make_type(
			TYPE,
			question("Summary", maps_to="subject"),
			*(question(name.title(), name.title()) for name in LINKS),
		)

	def ticket(self, **answers: str) -> Any:
		"""A ticket with these answers."""
		return make_ticket(USER, self.customer, request_type=TYPE, answers={"summary": "S", **answers})

	def test_ones_own_records_are_kept_with_what_they_are_called(self) -> None:
		ticket = self.ticket(**self.own)
		shown = {answer.name: answer.value for answer in answers_in(sections_of(ticket))}
		self.assertEqual(shown["equipment"], "T Model SN-R1")
		self.assertEqual((shown["contract"], shown["service"]), ("T-REC", SERVICE))
		stored = {row.field_name: (row.field_type, row.value) for row in ticket.answers}
		self.assertEqual(stored["colleague"], ("colleague", PEER))
		frappe.db.set_value("SD Equipment", self.own["equipment"], "title", "Renamed")
		again = frappe.get_doc("SD Ticket", ticket.name)
		called = {answer.name: answer.value for answer in answers_in(sections_of(again))}
		self.assertEqual(called["equipment"], "T Model SN-R1")

	def test_another_customers_records_are_refused_as_if_they_did_not_exist(self) -> None:
		for name in LINKS:
			for forged in (self.foreign[name], "no such record", "' or 1=1 -- ", "x" * 1000):
				with self.subTest(name=name, forged=forged[:20]):
					with self.assertRaises(Refused) as caught:
						self.ticket(**{name: forged})
					self.assertEqual(caught.exception.problems, {name: "Please choose from the list."})

	def test_a_contracts_account_names_the_pieces_of_its_contract_only(self) -> None:
		mine = make_equipment("SN-R3", self.customer, contract=self.own["contract"])
		narrowed = replace(scope_of(USER), of_contract=True, contracts=frozenset((self.own["contract"],)))
		form = form_of(TYPE)
		with patch("servicedesk.shared.visibility.scope_of", return_value=narrowed):
			for piece, found in ((mine, {mine: "T Model SN-R3"}), (self.own["equipment"], {})):
				named = record_answers.named(form, {"equipment": piece}, self.customer, USER)
				self.assertEqual(named["equipment"], found)

	def test_an_account_that_has_ended_is_no_colleague(self) -> None:
		frappe.db.set_value("SD Portal Account", PEER, "account_state", "Disabled")
		with self.assertRaises(Refused):
			self.ticket(colleague=PEER)
		frappe.db.set_value("SD Portal Account", PEER, "account_state", "Active")

	def test_an_account_of_a_contract_knows_no_colleagues_and_is_none(self) -> None:
		with patch.object(record_answers, "may_name_colleagues", return_value=False):
			self.assertEqual(record_answers.colleagues(self.customer, USER, (), 9), [])
			with self.assertRaises(Refused):
				self.ticket(colleague=PEER)
		frappe.db.set_value("SD Portal Account", PEER, "account_kind", "Contract")
		with self.assertRaises(Refused):
			self.ticket(colleague=PEER)
		self.assertEqual(
			[user for user, _name in record_answers.colleagues(self.customer, USER, (), 9)], [USER]
		)
		frappe.db.set_value("SD Portal Account", PEER, "account_kind", "Person")

	def test_colleagues_are_ones_own_customers(self) -> None:
		people = [user for user, _name in record_answers.colleagues(self.customer, USER, (), 9)]
		self.assertEqual(people, sorted([USER, PEER]))
		self.assertEqual(record_answers.colleagues(self.other, USER, (), 9), [])
		found = record_answers.colleagues(self.customer, USER, ("%peer%",), 9)
		self.assertEqual([user for user, _name in found], [PEER])

	def test_strangers_name_nothing(self) -> None:
		frappe.set_user("Guest")
		self.assertEqual(record_answers.named(form_of(TYPE), self.own, self.customer, None), {})

	def test_at_most_one_statement_and_none_without_such_answers(self) -> None:
		form = form_of(TYPE)
		record_answers.named(form, self.own, self.customer, USER)
		for answers, most in ((self.own, 1), ({"summary": "S"}, 0), ({"contract": "T-REC"}, 0)):
			with self.subTest(answers=answers), self.assertQueryCount(most):
				record_answers.named(form, answers, self.customer, USER)

	def test_staff_choose_on_somebodys_behalf(self) -> None:
		records = call_form.subjects(TYPE, self.customer, USER)["records"]
		offered = {name: [row["value"] for row in rows] for name, rows in records.items()}
		self.assertEqual(offered["contract"], ["T-REC"])
		self.assertEqual(offered["equipment"], [self.own["equipment"]])
		self.assertEqual(offered["colleague"], sorted([USER, PEER]))
		self.assertEqual(call_form.subjects("T Help", self.customer, USER)["records"], {})
