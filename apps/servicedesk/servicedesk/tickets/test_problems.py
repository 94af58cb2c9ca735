"""Problems: what is done for several tickets at once, each by itself."""

from typing import Any
from unittest.mock import patch

import frappe

from servicedesk.shared import background_work
from servicedesk.shared.errors import Refused
from servicedesk.shared.testing import (
	ACTIVE,
	AGENT,
	NEW,
	RESOLVE,
	RESOLVED,
	TAKE,
	DeskTestCase,
	make_account,
	make_customer,
)
from servicedesk.tickets import conversation, problems, transitions
from servicedesk.tickets.testing import forget_work, let_workers_work, make_ticket

USER, STRANGER = "problem@t.test", "problem-far@t.test"


class TestProblems(DeskTestCase):
	"""Three tickets of two customers have one cause."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.customer, cls.other = make_customer("T Problem"), make_customer("T Problem Too")
		make_account(USER, {cls.customer: "Requester"})
		make_account(STRANGER, {cls.other: "Requester"})

	def setUp(self) -> None:
		super().setUp()
		self.first = make_ticket(USER, self.customer).name
		self.second = make_ticket(STRANGER, self.other).name
		self.waiting = make_ticket(USER, self.customer).name
		frappe.set_user(AGENT)
		for number in (self.first, self.second):
			transitions.perform(number, TAKE)
		self.problem = problems.open_problem(self.first, "  Mail server  down ", "Problem").name
		problems.put_in([self.second, self.waiting], self.problem)

	def mails(self, recipient: str) -> int:
		"""How many messages of the desk the recipient has got."""
		return frappe.db.count("SD Outgoing Message", {"recipient": recipient, "event": "agent_commented"})

	def state(self, number: str) -> Any:
		"""The stored state."""
		return frappe.db.get_value("SD Ticket", number, "workflow_state")

	def test_a_problem_of_a_ticket(self) -> None:
		doc = frappe.get_doc("SD Problem", self.problem)
		self.assertEqual((doc.title, doc.agent), ("Mail server down", AGENT))
		card = problems.card(self.problem)
		self.assertEqual(card and card.title, doc.title)
		self.assertIsNone(problems.card(None))
		seen = problems.overview(self.problem)
		self.assertEqual(seen["counts"], {"open": 3, "resolved": 0, "closed": 0, "customers": 2})
		by_ticket = {row["ticket"]: row["steps"] for row in seen["tickets"]}
		self.assertEqual(by_ticket[self.first], [{"action": RESOLVE, "demands": "Resolution"}])
		self.assertEqual(by_ticket[self.waiting], [])
		self.assertEqual(problems.put_in([self.waiting], ""), 1)
		self.assertEqual(problems.overview(self.problem)["counts"]["open"], 2)
		with self.assertRaises(Refused) as caught:
			problems.open_problem(self.first, " ", "Problem")
		self.assertEqual(list(caught.exception.problems), ["title"])

	def test_every_customer_is_told_apart_and_once(self) -> None:
		for _turn in range(2):
			told = problems.tell_customers(self.problem, "We are <b>on it</b>", "one-dialog")
			self.assertEqual(told, {"told": 3, "skipped": [], "later": False})
		self.assertEqual((self.mails(USER), self.mails(STRANGER)), (2, 1))
		for number in (self.first, self.second, self.waiting):
			words = conversation.messages_of(number)
			self.assertEqual(len(words), 1)
			self.assertIn("&lt;b&gt;on it", words[0].content)
		problems.tell_customers(self.problem, "Nearly done", "another-dialog")
		self.assertEqual(len(conversation.messages_of(self.second)), 2)
		with self.assertRaises(Refused):
			problems.tell_customers(self.problem, "  ", "k")

	def test_a_great_problem_is_told_in_pages(self) -> None:
		forget_work()
		with patch.object(problems, "MOST_TOLD", 2):
			told = problems.tell_customers(self.problem, "We are on it", "k")
			self.assertEqual((told["told"], told["later"]), (2, True))
			asked = background_work.waiting(background_work.MESSAGE)
			self.assertEqual(len(conversation.messages_of(self.waiting)), 0)
			let_workers_work()
			# As after a worker that was killed before it could say how far it came.
			with patch.object(frappe.db, "commit"):
				progress = problems.step(asked[0], self.second)
			self.assertEqual((progress.last, progress.seen, progress.is_done), (self.waiting, 1, False))
		for number in (self.first, self.second, self.waiting):
			self.assertEqual(len(conversation.messages_of(number)), 1)

	def test_each_ticket_is_resolved_by_its_own_workflow(self) -> None:
		alien = make_ticket(USER, self.customer).name
		frappe.set_user(AGENT)
		numbers = [self.first, self.waiting, self.second, alien, "NO-SUCH"]
		found = problems.resolve(self.problem, numbers, "New server")
		self.assertEqual(found["resolved"], [self.first, self.second])
		refused = {row["ticket"]: row["reason"] for row in found["refused"]}
		self.assertEqual(set(refused), {self.waiting, alien, "NO-SUCH"})
		self.assertIn(NEW, refused[self.waiting])
		self.assertEqual((self.state(self.first), self.state(self.waiting)), (RESOLVED, NEW))
		self.assertEqual(frappe.db.get_value("SD Ticket", self.second, "resolution"), "New server")

	def test_nothing_to_say_resolves_nothing(self) -> None:
		found = problems.resolve(self.problem, [self.first], " ")
		self.assertEqual((found["resolved"], self.state(self.first)), ([], ACTIVE))
		self.assertFalse(frappe.local.message_log)

	def test_a_problem_that_is_done_says_how(self) -> None:
		doc = frappe.get_doc("SD Problem", self.problem)
		wrong = {
			"solution": {"problem_state": "Done"},
			"planned_from": {"problem_state": "Planned"},
			"planned_until": {"planned_from": "2026-11-25 10:00", "planned_until": "2026-11-25 09:00"},
		}
		for field, values in wrong.items():
			with self.subTest(field), self.assertRaises(Refused) as caught:
				frappe.copy_doc(doc).update(values).insert()
			self.assertEqual(list(caught.exception.problems), [field])
		doc.update({"problem_state": "Done", "solution": "New server"}).save()
		self.assertTrue(doc.solved_at)

	def test_customers_have_nothing_of_problems(self) -> None:
		frappe.set_user(USER)
		self.assertFalse(frappe.has_permission("SD Problem", "read", doc=self.problem))
		with self.assertRaises(frappe.PermissionError):
			frappe.get_list("SD Problem")
		with self.assertRaises(frappe.PermissionError):
			problems.tell_customers(self.problem, "x", "k")
		with self.assertRaises(frappe.PermissionError):
			problems.put_in([self.first], "")
