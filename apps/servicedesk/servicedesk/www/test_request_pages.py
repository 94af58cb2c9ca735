"""A request's page: what may be done with it until it is accepted, after that, and once it is finished."""

import re
from typing import Any

import frappe

from servicedesk.shared.testing import (
	AGENT,
	CLOSE,
	CUSTOMER_ROLE,
	RESOLVE,
	RESOLVED,
	TAKE,
	DeskTestCase,
	make_account,
	make_customer,
)
from servicedesk.tickets import conversation, transitions
from servicedesk.tickets.testing import make_ticket
from servicedesk.www.testing import ask, page

USER, STRANGER, OBJECT = "pages@t.test", "stranger-pages@t.test", "T Object"


class TestRequestPages(DeskTestCase):
	"""A request of one customer's requester."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.customer = make_customer("T Pages")
		make_account(USER, {cls.customer: "Requester"})
		make_account(STRANGER, {make_customer("T Pages Other"): "Manager"})

	def setUp(self) -> None:
		super().setUp()
		self.number = make_ticket(USER, self.customer).name
		self.address = f"/portal/requests/{self.number}"

	def as_agent(self, action: str, **words: str) -> None:
		"""The agent takes a step."""
		frappe.set_user(AGENT)
		transitions.perform(self.number, action, **words)
		frappe.set_user("Administrator")

	def form(self, **changes: Any) -> dict[str, Any]:
		"""What the browser sends of the form that is filled in."""
		html = page(USER, f"{self.address}/edit")
		version = re.search(r'name="version" value="([^"]+)"', html)
		assert version
		given = {"f_summary": "The printer is on fire", "f_details": "Smoke everywhere.\r\nMore of it."}
		return {**given, "version": version[1], **changes}

	def test_the_form_is_filled_in_and_saves(self) -> None:
		html = page(USER, f"{self.address}/edit")
		self.assertIn('value="The printer is on fire"', html)
		self.assertIn("Smoke everywhere.</textarea>", html)
		answer = ask(USER, f"{self.address}/edit", self.form(f_summary="It smokes"))
		self.assertEqual((answer.status_code, answer.headers["Location"]), (303, f"{self.address}?changed=1"))
		html = page(USER, f"{self.address}?changed=1")
		self.assertIn("Your changes were saved.", html)
		self.assertIn("The request was changed: Summary, Details.", html)

	def test_what_is_wrong_stands_by_its_field_and_what_was_typed_stays(self) -> None:
		answer = ask(USER, f"{self.address}/edit", self.form(f_summary="", f_details="Kept <words>"))
		html = answer.get_data(as_text=True)
		self.assertEqual(answer.status_code, 422)
		self.assertIn('id="f_summary-error"', html)
		self.assertIn("Kept &lt;words&gt;</textarea>", html)

	def test_who_comes_too_late_keeps_the_words_for_a_comment(self) -> None:
		form = self.form(f_summary="It smokes")
		self.as_agent(TAKE)
		answer = ask(USER, f"{self.address}/edit", form)
		html = answer.get_data(as_text=True)
		self.assertEqual(answer.status_code, 409)
		self.assertIn("T In Progress", html)
		self.assertIn("Summary: It smokes", html)
		self.assertNotIn(f'href="{self.address}/edit"', html)
		self.assertEqual(frappe.db.get_value("SD Ticket", self.number, "subject"), "The printer is on fire")
		self.assertEqual(ask(USER, f"{self.address}/edit").status_code, 409)

	def test_somebody_elses_change_is_told_and_the_second_try_saves(self) -> None:
		form = self.form(f_summary="Second")
		frappe.get_doc("SD Ticket", self.number).update({"external_reference": "A-1"}).save()
		answer = ask(USER, f"{self.address}/edit", form)
		html = answer.get_data(as_text=True)
		self.assertEqual(answer.status_code, 409)
		self.assertIn('value="Second"', html)
		self.assertIn("meanwhile", html)
		self.assertEqual(ask(USER, f"{self.address}/edit", self.form(f_summary="Second")).status_code, 303)

	def test_it_does_not_exist_for_strangers(self) -> None:
		for form in (None, {"f_summary": "Mine"}):
			self.assertEqual(ask(STRANGER, f"{self.address}/edit", form).status_code, 404)

	def test_a_step_that_asks_for_a_message_has_a_place_for_it(self) -> None:
		self.add_objection()
		self.as_agent(TAKE)
		self.as_agent(RESOLVE, resolution="Done")
		self.assertIn(f"<summary>{OBJECT}</summary>", page(USER, self.address))
		answer = ask(USER, f"{self.address}/action", {"action": OBJECT, "message": " "})
		html = answer.get_data(as_text=True)
		self.assertEqual(answer.status_code, 422)
		self.assertIn("Write what", html)
		self.assertIn('<details class="step" open>', html)
		answer = ask(USER, f"{self.address}/action", {"action": OBJECT, "message": "It burns again"})
		self.assertEqual(answer.status_code, 303)
		self.assertEqual(frappe.db.get_value("SD Ticket", self.number, "state_category"), "active")
		self.assertIn("It burns again", conversation.messages_of(self.number)[-1].content)
		frappe.clear_document_cache("Workflow", "T Tickets")

	def add_objection(self) -> None:
		"""Let customers send a solved ticket back, with a word of why."""
		frappe.get_doc({"doctype": "Workflow Action Master", "workflow_action_name": OBJECT}).insert()
		workflow = frappe.get_doc("Workflow", "T Tickets")
		step = {"state": RESOLVED, "action": OBJECT, "next_state": "T In Progress", "allowed": CUSTOMER_ROLE}
		workflow.append("transitions", {**step, "sd_requires": "Message"})
		workflow.save()

	def test_a_score_that_is_none_is_said_by_its_field(self) -> None:
		self.as_agent(TAKE)
		self.as_agent(RESOLVE, resolution="Done")
		for score in ("²", "9", "-1", "5 ", "", "<b>"):
			answer = ask(USER, f"{self.address}/rate", {"score": score, "rating_message": "Kept words"})
			self.assertEqual(answer.status_code, 422, score)
			self.assertIn("Choose from 1 to 5.", answer.get_data(as_text=True))
			self.assertIn("Kept words", answer.get_data(as_text=True))
		self.assertEqual(ask(USER, f"{self.address}/rate", {"score": "5"}).status_code, 303)

	def test_a_finished_request_offers_nothing_but_a_new_one(self) -> None:
		self.as_agent(TAKE)
		self.as_agent(RESOLVE, resolution="Done")
		self.as_agent(CLOSE)
		html = page(USER, self.address)
		for gone in ("/comment", "/action", "/edit"):
			self.assertNotIn(f'action="{self.address}{gone}"', html)
		self.assertRegex(html, r'href="/portal/new[^"]*">Open a new request')
		for path, form in (("comment", {"message": "Still broken"}), ("action", {"action": TAKE})):
			with self.subTest(path=path):
				answer = ask(USER, f"{self.address}/{path}", form)
				self.assertEqual(answer.status_code, 409)
				html = answer.get_data(as_text=True)
				self.assertIn("Open a new request", html)
				# What was typed stays, to be copied into the new one.
				self.assertEqual("Still broken</textarea>" in html, path == "comment")
		self.assertEqual(conversation.messages_of(self.number), [])
