"""A customer changes their request until somebody accepts it, and nobody else's, and not a second later."""

from typing import Any

import frappe

from servicedesk.agreements.coverage import forget_covers
from servicedesk.shared.errors import Conflict, NotCovered, Refused
from servicedesk.shared.testing import (
	AGENT,
	ANSWER,
	ASK,
	CANCEL,
	RESUME,
	SERVICE,
	TAKE,
	DeskTestCase,
	make_account,
	make_contract,
	make_customer,
	make_equipment,
)
from servicedesk.tickets import amendment, attachments, conversation, states, transitions
from servicedesk.tickets.amendment import Amendment
from servicedesk.tickets.testing import make_ticket, picture

USER, BOSS, COLLEAGUE = "amends@t.test", "boss-amends@t.test", "colleague-amends@t.test"
FORM, GUESSED, SECOND_GUESS, CORRECTED = "T Amend Form", "T Mouse", "T Screen", "T Mail"
ANSWERS = {"summary": "The printer is on fire", "details": "Smoke everywhere."}


class TestAmendment(DeskTestCase):
	"""A request that nobody has accepted."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.customer = make_customer("T Amends")
		make_account(USER, {cls.customer: "Requester"})
		make_account(BOSS, {cls.customer: "Manager"})
		make_account(COLLEAGUE, {cls.customer: "Requester"})

	def setUp(self) -> None:
		super().setUp()
		self.number = make_ticket(USER, self.customer).name
		frappe.set_user(USER)

	def ticket(self) -> Any:
		"""The ticket as it is stored."""
		return frappe.get_doc("SD Ticket", self.number)

	def amend(self, version: str = "", files: tuple[Any, ...] = (), **answers: str) -> Any:
		"""Send the form with these answers changed."""
		given = Amendment(answers={**ANSWERS, **answers}, version=version, files=files)
		return amendment.amend(self.number, given)

	def events(self, event: str) -> list[Any]:
		"""Entries of the history."""
		fields = ["field", "from_value", "to_value", "detail", "actor", "visible_to_customer"]
		return frappe.get_all("SD Ticket Event", {"ticket": self.number, "event": event}, fields)

	def test_the_form_comes_back_with_what_was_answered(self) -> None:
		ticket = self.ticket()
		answers = amendment.answers_of(ticket, amendment.form_for(ticket))
		self.assertEqual({name: answers[name] for name in ANSWERS}, ANSWERS)
		self.assertEqual((answers["retailer"], answers["file"]), ("", ""))

	def test_changes_are_written_and_left_in_the_history(self) -> None:
		self.amend(summary="The <printer> smokes", retailer="Two")
		ticket = self.ticket()
		self.assertEqual(ticket.subject, "The &lt;printer&gt; smokes")
		self.assertEqual(
			{row.label: row.value for row in ticket.answers},
			{"Summary": "The &lt;printer&gt; smokes", "Details": "Smoke everywhere.", "Retailer": "Two"},
		)
		edited = self.events("edited")
		self.assertEqual(
			[(row.detail, row.actor, row.visible_to_customer) for row in edited],
			[("Summary, Retailer", USER, 1)],
		)
		details = {row.field: (row.from_value, row.to_value) for row in self.events("field_changed")}
		self.assertEqual(details["Retailer"], ("", "Two"))
		self.assertNotIn("answers", details)
		self.assertEqual(
			(ticket.requester, ticket.channel, ticket.workflow_state), (USER, "Portal", "T Open")
		)

	def test_the_same_once_more_leaves_no_trace(self) -> None:
		modified = self.ticket().modified
		self.amend()
		self.assertEqual((self.ticket().modified, self.events("edited")), (modified, []))

	def test_files_may_be_added_and_once_only(self) -> None:
		for _sending in range(2):
			self.amend(files=(picture(),))
		self.assertEqual(len(attachments.files_of(self.number)), 1)
		self.assertEqual([row.detail for row in self.events("edited")], ["screen.png"])

	def test_what_is_wrong_is_said_by_field_and_nothing_is_half_made(self) -> None:
		with self.assertRaises(Refused) as caught:
			self.amend(summary=" ", retailer="Three", files=(picture("virus.exe"),))
		self.assertEqual(set(caught.exception.problems), {"summary", "retailer", "file"})
		self.assertEqual(self.ticket().subject, ANSWERS["summary"])

	def test_the_agent_who_has_it_is_told(self) -> None:
		ticket = self.ticket()
		ticket.db_set("agent", AGENT)
		self.amend(summary="It smokes")
		mail = frappe.get_last_doc("SD Outgoing Message", {"ticket": self.number, "recipient": AGENT})
		self.assertEqual(mail.event, "customer_commented")
		self.assertIn("Summary", mail.context)

	def test_who_may(self) -> None:
		ticket = self.ticket()
		for user, may in ((USER, True), (BOSS, True), (COLLEAGUE, False), (AGENT, False), ("Guest", False)):
			with self.subTest(user=user):
				self.assertIs(amendment.may_edit(ticket, user), may)
		frappe.set_user(COLLEAGUE)
		with self.assertRaises(Conflict):
			self.amend(summary="Mine now")

	def test_the_customers_manager_may_and_it_stays_the_requesters(self) -> None:
		frappe.set_user(BOSS)
		self.amend(summary="As the boss says")
		ticket = self.ticket()
		self.assertEqual((ticket.subject, ticket.requester), ("As the boss says", USER))

	def test_acceptance_ends_it(self) -> None:
		frappe.set_user(AGENT)
		transitions.perform(self.number, TAKE)
		frappe.set_user(USER)
		with self.assertRaisesRegex(Conflict, "T In Progress"):
			self.amend(summary="Too late")
		self.assertEqual(self.ticket().subject, ANSWERS["summary"])

	def come_back(self) -> None:
		"""The ticket is accepted, asked about, and answered: it is in a new state once more, and has no agent."""
		frappe.set_user(AGENT)
		transitions.perform(self.number, TAKE)
		transitions.perform(self.number, ASK, message="Which one?")
		self.ticket().db_set("agent", None)
		frappe.set_user(USER)
		conversation.customer_message(self.number, "That one")
		self.assertEqual(self.ticket().state_category, "new")

	def test_a_ticket_that_came_back_was_accepted_all_the_same(self) -> None:
		self.come_back()
		with self.assertRaises(Conflict):
			self.amend(summary="Too late")
		with self.assertRaises(Conflict):
			transitions.perform(self.number, CANCEL)
		self.assertEqual([row.action for row in states.buttons(self.ticket())], [])

	def test_a_workflow_may_let_customers_call_off_work_in_progress(self) -> None:
		frappe.set_user("Administrator")
		workflow = frappe.get_doc("Workflow", "T Tickets")
		row = next(row for row in workflow.transitions if row.action == CANCEL)
		workflow.append(
			"transitions",
			{
				"state": "T In Progress",
				"action": CANCEL,
				"next_state": row.next_state,
				"allowed": row.allowed,
			},
		)
		workflow.save()
		self.come_back()
		transitions.perform(self.number, CANCEL)
		self.assertEqual(self.ticket().state_category, "cancelled")
		frappe.clear_document_cache("Workflow", "T Tickets")

	def test_what_happens_by_itself_is_nobodys_button(self) -> None:
		self.assertNotIn(RESUME, [row.action for row in states.buttons(self.ticket())])
		for action in (ANSWER, RESUME):
			with self.assertRaises(Conflict):
				transitions.perform(self.number, action)

	def test_somebody_elses_change_is_not_written_over(self) -> None:
		version = amendment.version_of(self.ticket())
		self.amend(version=version, summary="First")
		with self.assertRaisesRegex(Conflict, "meanwhile"):
			self.amend(version=version, summary="Second")
		self.assertEqual(self.ticket().subject, "First")
		self.amend(version=amendment.version_of(self.ticket()), summary="Second")
		self.assertEqual(self.ticket().subject, "Second")

	def test_a_request_that_staff_wrote_down_has_summary_and_description(self) -> None:
		frappe.set_user("Administrator")
		ticket = frappe.get_doc(
			{"doctype": "SD Ticket", "subject": "By phone", "customer": self.customer, "requester": USER}
		)
		self.number = ticket.update({"channel": "Phone"}).insert().name
		frappe.set_user(USER)
		given = Amendment(answers={"subject": "By phone, again", "description": "More"})
		amendment.amend(self.number, given)
		stored = self.ticket()
		self.assertEqual(
			(stored.subject, stored.description, stored.answers), ("By phone, again", "More", [])
		)
		self.assertEqual([row.detail for row in self.events("edited")], ["Summary, Description"])


class TestAfterTriage(DeskTestCase):
	"""A request that staff have put right, before anybody has accepted it."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.customer = make_customer("T Triaged")
		make_account(USER, {cls.customer: "Requester"})
		for title in (GUESSED, SECOND_GUESS, CORRECTED):
			frappe.get_doc({"doctype": "SD Ticket Category", "title": title}).insert()
		questions = (
			("summary", "Text", "subject"),
			("about", "Choice", "category"),
			("details", "Long Text", "description"),
		)
		fields = [
			{"label": name.title(), "field_name": name, "field_type": kind, "maps_to": field}
			for name, kind, field in questions
		]
		frappe.get_doc({"doctype": "SD Request Type", "title": FORM, "form_fields": fields}).insert()
		# The first that fits is not the one that staff choose.
		cls.first, cls.second = (make_contract(number, cls.customer) for number in ("T-TRI-1", "T-TRI-2"))
		cls.foreign = make_contract("T-TRI-3", make_customer("T Triaged Other"))
		cls.piece, cls.other = (make_equipment(number, cls.customer) for number in ("TRI-1", "TRI-2"))

	def setUp(self) -> None:
		super().setUp()
		answers = {**ANSWERS, "about": GUESSED}
		self.number = make_ticket(USER, self.customer, request_type=FORM, answers=answers).name
		frappe.set_user(AGENT)
		ticket = self.ticket()
		ticket.update({"subject": "Printer: fire", "category": CORRECTED, "contract": self.second})
		ticket.update({"service": SERVICE, "equipment": self.piece}).save()
		frappe.set_user(USER)

	def ticket(self) -> Any:
		"""The ticket as it is stored."""
		return frappe.get_doc("SD Ticket", self.number)

	def amend(self, **changes: str) -> None:
		"""Send the form with these answers changed, or what it is about."""
		about: dict[str, Any] = {
			name: changes.pop(name) for name in ("contract", "service", "equipment") if name in changes
		}
		given = {**ANSWERS, "about": GUESSED, **changes}
		amendment.amend(self.number, Amendment(answers=given, **about))

	def triaged(self) -> tuple[Any, ...]:
		"""What staff have put right, as it is stored."""
		return tuple(self.ticket().get(name) for name in ("subject", "category", *amendment.ABOUT))

	def test_a_typo_undoes_nothing_that_staff_have_put_right(self) -> None:
		before = self.ticket()
		self.amend(details="Smoke everywhere!")
		self.assertEqual(self.triaged(), ("Printer: fire", CORRECTED, self.second, SERVICE, self.piece))
		after = self.ticket()
		self.assertEqual(after.description, "Smoke everywhere!")
		self.assertEqual((after.sla, after.sla_source), (before.sla, before.sla_source))
		columns = ["field", "from_value", "to_value"]
		mine = {"ticket": self.number, "event": "field_changed", "actor": USER}
		fields = {row.field for row in frappe.get_all("SD Ticket Event", mine, columns)}
		self.assertEqual(fields, {"description", "Details"})

	def test_nor_once_the_contract_has_ended(self) -> None:
		frappe.db.set_value("SD Contract", self.second, "contract_state", "Expired")
		forget_covers(self.customer)
		for number, sent in enumerate(({}, {"contract": self.second, "service": SERVICE})):
			with self.subTest(sent=sent):
				self.amend(details=f"Typo {number}", **sent)
				self.assertEqual(self.triaged()[2:], (self.second, SERVICE, self.piece))
		frappe.db.set_value("SD Contract", self.first, "contract_state", "Expired")
		frappe.db.set_single_value("SD Settings", "contract_required", 1)
		forget_covers(self.customer)
		self.amend(details="Typo 2")
		self.assertEqual(self.ticket().description, "Typo 2")
		with self.assertRaises(NotCovered):
			self.amend(equipment=self.other)

	def test_what_the_customer_does_change_is_written(self) -> None:
		self.amend(summary="Mail is down", about=SECOND_GUESS)
		self.assertEqual(self.triaged()[:2], ("Mail is down", SECOND_GUESS))
		self.amend(summary="Mail is down", about="")
		self.assertEqual(self.triaged()[:2], ("Mail is down", None))
		self.amend(contract=self.first, equipment=self.other)
		self.assertEqual(self.triaged()[2:], (self.first, SERVICE, self.other))
		self.amend(equipment="")
		self.assertEqual(self.triaged()[2:], (self.first, SERVICE, None))

	def test_a_contract_that_is_not_theirs_is_refused(self) -> None:
		with self.assertRaises(Refused) as caught:
			self.amend(contract=self.foreign)
		self.assertEqual(set(caught.exception.problems), {"contract"})
