"""The pages of access, asked for as a browser would."""

from functools import partial
from unittest.mock import patch

import frappe
from frappe.auth import LoginManager

from servicedesk.access import guesses, links, passwords, secret_questions
from servicedesk.access.testing import GOOD, AccessTestCase, count_work
from servicedesk.shared.testing import make_account
from servicedesk.www.testing import ask, page

KNOWN = "known@customer.test"
GUEST = "Guest"


class TestAccessPages(AccessTestCase):
	"""A guest, and somebody with a temporary password."""

	def setUp(self) -> None:
		"""One account."""
		super().setUp()
		make_account(KNOWN, {self.customer: "Requester"})
		secret_questions.set_answer(KNOWN, "First school?", "Лицей 7")

	def test_registration_is_there_only_where_the_desk_says_so(self) -> None:
		self.assertIn("/portal/register", page(GUEST, "/portal/sign-in"))
		self.assertIn('name="organisation"', page(GUEST, "/portal/register"))
		self.set_up_desk(registration="Off")
		self.assertNotIn("/portal/register", page(GUEST, "/portal/sign-in"))
		for form in (None, {"organisation": "x"}):
			self.assertEqual(ask(GUEST, "/portal/register", form).status_code, 404)

	def test_what_was_typed_stays_and_is_text(self) -> None:
		typed = {"organisation": '"><script>alert(1)</script>', "first_name": "Ж" * 300}
		answer = ask(GUEST, "/portal/register", typed)
		text = answer.get_data(as_text=True)
		self.assertEqual(answer.status_code, 422)
		self.assertIn("Ж" * 300, text)
		self.assertIn("&lt;script&gt;alert(1)", text)
		self.assertNotIn("<script>alert", text)
		self.assertIn('id="email-error"', text)

	def test_the_form_to_sign(self) -> None:
		self.assertEqual(ask(GUEST, "/portal/register/form").status_code, 404)
		file = frappe.get_doc(
			{"doctype": "File", "file_name": "form.txt", "content": "Sign here", "is_private": 1}
		)
		file.insert()
		self.set_up_desk(registration_form=file.file_url)
		answer = ask(GUEST, "/portal/register/form")
		self.assertEqual(answer.get_data(as_text=True), "Sign here")
		self.assertIn("attachment", answer.headers["Content-Disposition"])

	def test_forgotten_answers_alike(self) -> None:
		for login in (KNOWN, "unknown@customer.test"):
			answer = ask(GUEST, "/portal/forgotten", {"login": login, "way": "mail"})
			self.assertEqual(
				(answer.status_code, answer.headers["Location"]), (303, "/portal/forgotten?sent=1")
			)
			asked = page(GUEST, "/portal/forgotten", {"login": login, "way": "question"})
			self.assertRegex(asked, "First (school|pet)\\?")
			wrong = ask(GUEST, "/portal/forgotten/answer", {"login": login, "answer": "wrong"})
			self.assertEqual(wrong.status_code, 422)
			self.assertIn("User name and answer do not go together.", wrong.get_data(as_text=True))
		self.assertEqual(ask(GUEST, "/portal/forgotten", {"login": " "}).status_code, 422)

	def test_limits_are_said(self) -> None:
		for _turn in range(5):
			ask(GUEST, "/portal/forgotten/answer", {"login": KNOWN, "answer": "wrong"})
		answer = ask(GUEST, "/portal/forgotten/answer", {"login": KNOWN, "answer": "Лицей 7"})
		self.assertEqual(answer.status_code, 429)
		self.assertIn("15 minutes", answer.get_data(as_text=True))

	def test_a_link_from_a_mail(self) -> None:
		address = "/portal/access/" + links.issue(links.RESET, KNOWN).address.rpartition("/")[2]
		self.assertIn(KNOWN, page(GUEST, address))
		self.assertEqual(ask(GUEST, address, {"password": GOOD, "repeated": "x"}).status_code, 422)
		answer = ask(GUEST, address, {"password": GOOD, "repeated": GOOD})
		self.assertEqual(answer.headers["Location"], "/portal/sign-in?changed=1")
		for form in (None, {"password": GOOD, "repeated": GOOD}):
			self.assertEqual(ask(GUEST, address, form).status_code, 410)

	def test_what_was_typed_is_in_no_log_when_something_goes_wrong(self) -> None:
		address = "/portal/access/" + links.issue(links.RESET, KNOWN).address.rpartition("/")[2]
		unexpected = f"unexpected {frappe.generate_hash(length=10)}"
		with patch.object(passwords, "set_password", side_effect=RuntimeError(unexpected)):
			answer = ask(GUEST, address, {"password": GOOD, "repeated": GOOD})
		self.assertEqual(answer.status_code, 500)
		# The framework's table of errors knows no transactions.
		logged = {"error": ("like", f"%{unexpected}%")}
		self.addCleanup(frappe.db.delete, "Error Log", logged)
		[error] = frappe.get_all("Error Log", filters=logged, pluck="error")
		self.assertIn("set_by_link", error)
		self.assertNotIn(GOOD, error)

	def test_a_made_up_link(self) -> None:
		self.assertEqual(ask(GUEST, "/portal/access/" + "a" * 43).status_code, 410)
		self.assertEqual(ask(GUEST, "/portal/access/short").status_code, 404)

	def test_a_temporary_password_opens_one_page(self) -> None:
		self.assertEqual(ask(KNOWN, "/portal/password/new").headers["Location"], "/portal")
		passwords.set_temporary_password(KNOWN)
		for address in ("/portal", "/portal/requests", "/portal/profile", "/portal/new"):
			self.assertEqual(ask(KNOWN, address).headers["Location"], "/portal/password/new")
		answer = ask(KNOWN, "/portal/password/new", {"password": "kurz", "repeated": "kurz"})
		self.assertEqual(answer.status_code, 422)
		self.set_up_desk(start_page="Requests")
		answer = ask(KNOWN, "/portal/password/new", {"password": GOOD, "repeated": GOOD})
		self.assertEqual(answer.headers["Location"], "/portal/requests")
		self.assertEqual(ask(KNOWN, "/portal/requests").status_code, 200)


class TestSigningIn(AccessTestCase):
	"""The framework's own way of signing in, up to the session."""

	def setUp(self) -> None:
		"""One account with a password."""
		super().setUp()
		make_account(KNOWN, {self.customer: "Requester"})
		passwords.set_password(KNOWN, GOOD, tell=False)
		frappe.local.login_manager = LoginManager.__new__(LoginManager)
		self.enterContext(patch.object(frappe.db, "commit"))

	def tearDown(self) -> None:
		"""Tests have none of the framework's."""
		del frappe.local.login_manager
		super().tearDown()

	def test_a_password_that_is_too_old_for_the_framework(self) -> None:
		frappe.db.set_single_value("System Settings", "force_user_to_reset_password", 30)
		frappe.db.set_value("User", KNOWN, "last_password_reset_date", "2020-01-01")
		answer = ask(GUEST, "/portal/sign-in", {"usr": KNOWN, "pwd": GOOD})
		self.assertRegex(answer.headers["Location"], "^/portal/access/")
		self.assertIn(KNOWN, page(GUEST, answer.headers["Location"]))

	def test_a_wrong_password_and_an_unknown_name_are_one(self) -> None:
		texts = []
		for name in (KNOWN, "unknown@customer.test"):
			answer = ask(GUEST, "/portal/sign-in", {"usr": name, "pwd": "wrong"})
			self.assertEqual(answer.status_code, 401)
			texts.append(answer.get_data(as_text=True).replace(name, ""))
		self.assertEqual(texts[0], texts[1])

	def sign_in(self, name: str = KNOWN, password: str = "wrong") -> int:
		"""Send the sign-in page's form; the status of the answer."""
		with patch.object(LoginManager, "post_login"):
			return ask(GUEST, "/portal/sign-in", {"usr": name, "pwd": password}).status_code

	def test_guessing_ends_for_known_and_unknown_names_alike(self) -> None:
		answers = []
		# The database takes á for a, and would look up the same person again and again.
		for names in ((KNOWN, " KNOWN@customer.test", "knöwn@customer.test"), ("unknown@customer.test",)):
			for number in range(guesses.MOST_BY_NAME_AND_ADDRESS):
				self.assertEqual(self.sign_in(names[number % len(names)]), 401)
			answer = ask(GUEST, "/portal/sign-in", {"usr": names[0], "pwd": GOOD})
			answers.append((answer.status_code, answer.get_data(as_text=True).replace(names[0], "")))
		self.assertEqual(answers[0], answers[1])
		self.assertEqual(answers[0][0], 401)
		self.assertIn("wait a few minutes", answers[0][1])

	def test_what_is_refused_costs_no_verification(self) -> None:
		names = (KNOWN, "unknown@customer.test")
		for name in names:
			for _turn in range(guesses.MOST_BY_NAME_AND_ADDRESS):
				self.sign_in(name)
		self.sign_in(KNOWN, GOOD)
		work = [count_work(partial(self.sign_in, name)) for name in names]
		self.assertEqual(work[0].verifications, work[1].verifications)
		self.assertEqual(work[0].statements, work[1].statements)

	def test_right_passwords_do_not_count(self) -> None:
		with patch.object(guesses, "MOST_BY_ADDRESS", 12):
			for _turn in range(3):
				for _guess in range(3):
					self.assertEqual(self.sign_in(), 401)
				for _visit in range(guesses.MOST_BY_NAME_AND_ADDRESS):
					self.assertEqual(self.sign_in(password=GOOD), 303)

	def test_one_address_alone_locks_nobody_out(self) -> None:
		for _turn in range(guesses.MOST_BY_NAME * 2):
			self.sign_in()
		with patch.object(frappe.local, "request_ip", "192.0.2.7"):
			self.assertEqual(self.sign_in(password=GOOD), 303)
		self.assertEqual(self.sign_in(password=GOOD), 401)

	def test_many_addresses_do(self) -> None:
		for number in range(guesses.MOST_BY_NAME):
			with patch.object(frappe.local, "request_ip", f"192.0.2.{number}"):
				self.assertEqual(self.sign_in(), 401)
		with patch.object(frappe.local, "request_ip", "198.51.100.1"):
			self.assertEqual(self.sign_in(password=GOOD), 401)

	def test_names_at_one_address(self) -> None:
		with patch.object(guesses, "MOST_BY_ADDRESS", 5):
			for number in range(5):
				self.sign_in(f"{number}@x.test")
			self.assertEqual(self.sign_in(password=GOOD), 401)

	def test_what_cannot_be_right_asks_nobody(self) -> None:
		too_long = "x" * (guesses.LONGEST_PASSWORD + 1)
		for name, password in (("", GOOD), (KNOWN, ""), ("unknown@customer.test", ""), (KNOWN, too_long)):
			with patch.object(guesses, "check") as check:
				self.assertEqual(self.sign_in(name, password), 401)
			check.assert_not_called()
			self.assertEqual(count_work(partial(self.sign_in, name, password)).verifications, 0)

	def test_odd_passwords_are_wrong_ones(self) -> None:
		for password in (
			"x" * guesses.LONGEST_PASSWORD,
			"Ж" * guesses.LONGEST_PASSWORD,
			"\0",
			f"\0{GOOD[1:]}",
		):
			self.assertEqual(self.sign_in(password=password), 401)

	def test_whoever_was_turned_off_stays_out(self) -> None:
		frappe.db.set_value("User", KNOWN, "enabled", 0)
		self.assertEqual(self.sign_in(password=GOOD), 401)

	def test_the_frameworks_own_limits(self) -> None:
		"""Fewer guesses than ours are kept to, at one address; nobody else is locked out by them."""
		frappe.db.set_single_value("System Settings", "allow_consecutive_login_attempts", 3)
		for _turn in range(4):
			self.sign_in()
		self.assertEqual(self.sign_in(password=GOOD), 401)
		with patch.object(frappe.local, "request_ip", "192.0.2.7"):
			self.assertEqual(self.sign_in(password=GOOD), 303)

	def test_guesses_are_counted_on_while_people_change(self) -> None:
		"""A framework may empty its caches whenever somebody's user is saved."""
		for _turn in range(guesses.MOST_BY_NAME_AND_ADDRESS):
			self.sign_in()
		frappe.get_doc("User", KNOWN).update({"bio": "x"}).save()
		self.assertEqual(self.sign_in(password=GOOD), 401)
