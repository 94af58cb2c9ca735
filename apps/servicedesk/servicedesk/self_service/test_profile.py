"""What people change of their own account, and that nothing is lost or stored by halves."""

from typing import Any

import frappe
from frappe.utils.password import check_password, update_password

from servicedesk.access import attempts, profile, secret_questions
from servicedesk.self_service.profile import change, profile_page
from servicedesk.shared.errors import Refused
from servicedesk.shared.testing import DeskTestCase, make_account, make_customer
from servicedesk.shared.visibility import scope_of

USER, PASSWORD, NEXT = "own.profile@t.test", "Parola veche 2026", "Parola nouă 2027"


class TestProfile(DeskTestCase):
	"""One person's account."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.customer = make_customer("T Profile")
		make_account(USER, {cls.customer: "Requester"})
		update_password(USER, PASSWORD)

	def setUp(self) -> None:
		super().setUp()
		frappe.get_doc("SD Settings").update({"password_length": 8, "password_digits": 2}).save()
		attempts.forget(profile.PURPOSE, USER)
		frappe.set_user(USER)

	def refused(self, section: str, **typed: Any) -> dict[str, str]:
		"""Why a form of the page is refused."""
		with self.assertRaises(Refused) as caught:
			change(section, typed)
		return caught.exception.problems

	def test_details(self) -> None:
		typed = {"first_name": "Цветелина", "last_name": "Ţuţuianu", "phone": "+359 2 555", "city": "Сливен"}
		more = {"position": "ИТ", "address": "ул. Първа 1\nет. 2", "language": "bg"}
		change("details", {**typed, **more})
		page = profile_page()
		self.assertEqual(page.values, {**typed, **{name: more[name] for name in ("position", "address")}})
		self.assertEqual(
			frappe.db.get_value("User", USER, ["full_name", "language"]), ("Цветелина Ţuţuianu", "bg")
		)
		self.assertEqual(frappe.db.get_value("SD Portal Account", USER, "full_name"), "Цветелина Ţuţuianu")

	def test_nothing_that_gives_rights_can_be_sent_along(self) -> None:
		forged = {
			"customers": "x",
			"account_state": "Disabled",
			"role": "Manager",
			"enabled": "0",
			"user_type": "System User",
		}
		before = frappe.get_doc("SD Portal Account", USER).as_dict()
		change("details", {"first_name": "A", "last_name": "B", **forged})
		after = frappe.get_doc("SD Portal Account", USER)
		self.assertEqual(after.account_state, "Active")
		self.assertEqual(
			[row.customer for row in after.customers], [row.customer for row in before.customers]
		)
		self.assertEqual(frappe.db.get_value("User", USER, ["enabled", "user_type"]), (1, "Website User"))

	def test_details_with_faults_store_nothing_and_lose_nothing(self) -> None:
		typed = {"first_name": "", "last_name": "<b>", "city": "Plovdiv", "phone": "1" * 41}
		problems = self.refused("details", **typed)
		self.assertEqual(set(problems), {"first_name", "last_name", "phone"})
		page = profile_page("details", typed, problems)
		self.assertEqual(page.values["city"], "Plovdiv")
		self.assertIsNone(frappe.db.get_value("SD Portal Account", USER, "city"))

	def test_password(self) -> None:
		self.assertEqual(
			set(self.refused("password", current_password="wrong", password=NEXT, repeated=NEXT)),
			{"current_password"},
		)
		self.assertEqual(
			set(self.refused("password", current_password=PASSWORD, password=NEXT, repeated="x")),
			{"repeated"},
		)
		self.assertEqual(
			set(self.refused("password", current_password=PASSWORD, password="short", repeated="short")),
			{"password"},
		)
		check_password(USER, PASSWORD)
		change("password", {"current_password": PASSWORD, "password": NEXT, "repeated": NEXT})
		check_password(USER, NEXT)

	def test_wrong_passwords_are_counted(self) -> None:
		for _turn in range(attempts.MOST_BY_ACCOUNT):
			self.refused("pin", current_password="wrong", pin="8317")
		with self.assertRaises(attempts.TooManyAttempts):
			change("pin", {"current_password": PASSWORD, "pin": "8317"})

	def test_secret_question(self) -> None:
		question = secret_questions.questions()[0]
		problems = self.refused("question", current_password="wrong", question=question, answer="Жасмин")
		self.assertEqual(set(problems), {"current_password"})
		self.assertFalse(secret_questions.has_answer(USER))
		change("question", {"current_password": PASSWORD, "question": question, "answer": " жасмин "})
		self.assertTrue(secret_questions.is_right(USER, "ЖАСМИН"))
		self.assertIn(
			"question", self.refused("question", current_password=PASSWORD, question="Mine?", answer="x y z")
		)
		self.assertTrue(profile_page().has_question)

	def test_pin(self) -> None:
		self.assertIn("pin", self.refused("pin", current_password=PASSWORD, pin="abc"))
		change("pin", {"current_password": PASSWORD, "pin": "8317"})
		self.assertTrue(secret_questions.is_right_pin(USER, "8317"))
		self.assertTrue(profile_page().has_pin)

	def test_notices(self) -> None:
		change("notices", {"mute_all": "1"})
		self.assertTrue(scope_of(USER).mute_all)
		change("notices", {})
		self.assertFalse(scope_of(USER).mute_all)

	def test_passwords_kept_by_a_directory_are_not_changed_here(self) -> None:
		frappe.db.set_value("SD Portal Account", USER, "sign_in_source", "T Directory")
		frappe.clear_document_cache("SD Portal Account", USER)
		self.assertFalse(profile_page().keeps_password)
		self.assertIn(
			"form", self.refused("password", current_password=PASSWORD, password=NEXT, repeated=NEXT)
		)
		self.assertIn("current_password", self.refused("pin", current_password=PASSWORD, pin="8317"))

	def test_whoever_has_no_account_has_no_profile(self) -> None:
		frappe.set_user("Administrator")
		with self.assertRaises(frappe.PermissionError):
			change("notices", {"mute_all": "1"})
