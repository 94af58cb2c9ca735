"""Forgotten passwords: who gets in, and what a stranger may learn."""

from functools import partial
from unittest.mock import patch

import frappe
from frappe.utils.password import passlibctx

from servicedesk.access import (
	accounts,
	attempts,
	forgotten,
	new_password,
	passwords,
	registration,
	secret_questions,
)
from servicedesk.access.testing import CUSTOMER_NAME, GOOD, QUESTIONS, AccessTestCase, count_work
from servicedesk.shared.errors import Refused
from servicedesk.shared.testing import AGENT, make_account, make_customer

KNOWN, UNKNOWN, WITHOUT = "known@customer.test", "unknown@customer.test", "without@customer.test"
ANSWER = "Ёлка Жълта"


class TestForgotten(AccessTestCase):
	"""A known name with an answer, one without, and one that nobody has."""

	@classmethod
	def setUpClass(cls) -> None:
		"""Two accounts."""
		super().setUpClass()
		customer = make_customer(CUSTOMER_NAME)
		frappe.db.set_single_value("SD Settings", "secret_questions", QUESTIONS)
		for user in (KNOWN, WITHOUT):
			make_account(user, {customer: "Requester"})
			passwords.set_password(user, GOOD, tell=False)
		secret_questions.set_answer(KNOWN, "First school?", ANSWER)

	def setUp(self) -> None:
		"""Whoever has forgotten a password is a guest."""
		super().setUp()
		# Whoever comes first fills the caches, known or not.
		secret_questions.questions()
		frappe.set_user("Guest")

	def test_the_right_answer_leads_to_a_new_password(self) -> None:
		address = forgotten.answer(KNOWN, " ёлка\tЖЪЛТА ")
		new_password.set_by_link(address.rpartition("/")[2], "Anderes-26-27", "Anderes-26-27")
		self.assertTrue(passlib_fits(KNOWN, "Anderes-26-27"))
		self.assertEqual(self.events(KNOWN), ["password_changed"])

	def test_wrong_answers_lead_nowhere(self) -> None:
		for login, answer in (
			(KNOWN, "Elka"),
			(KNOWN, ""),
			(WITHOUT, ANSWER),
			(UNKNOWN, ANSWER),
			(AGENT, ANSWER),
		):
			with self.subTest(login):
				self.assertEqual(forgotten.answer(login, answer), "")
		self.assertFalse(frappe.db.exists("SD Access Link", {"user": ("in", (KNOWN, WITHOUT))}))

	def test_the_database_takes_a_for_a_with_an_accent_and_this_does_not(self) -> None:
		self.assertEqual(forgotten.answer(KNOWN.replace("o", "ö"), ANSWER), "")
		forgotten.send_link(KNOWN.replace("o", "ö"))
		self.assertEqual(self.events(KNOWN), [])

	def test_who_is_switched_off_stays_out(self) -> None:
		accounts.disable(KNOWN)
		self.assertEqual(forgotten.answer(KNOWN, ANSWER), "")
		forgotten.send_link(KNOWN)
		self.assertEqual(self.events(KNOWN), [])

	def test_a_password_that_is_kept_elsewhere(self) -> None:
		frappe.db.set_value("SD Portal Account", KNOWN, "sign_in_source", "Directory of nobody")
		self.assertEqual(forgotten.answer(KNOWN, ANSWER), "")
		forgotten.send_link(KNOWN)
		self.assertEqual(self.events(KNOWN), ["password_elsewhere"])

	def test_a_link_by_mail(self) -> None:
		forgotten.send_link(KNOWN)
		token = self.token(KNOWN, "password_reset")
		new_password.set_by_link(token, "Anderes-26-27", "Anderes-26-27")
		self.assertEqual(self.events(KNOWN), ["password_changed", "password_reset"])

	def test_nobody_and_administrators_get_none(self) -> None:
		for login in (UNKNOWN, "administrator", "Administrator", "guest", ""):
			forgotten.send_link(login)
		self.assertFalse(frappe.db.exists("SD Outgoing Message", {"event": "password_reset"}))

	def test_staff_get_one(self) -> None:
		forgotten.send_link(AGENT)
		self.assertEqual(self.events(AGENT), ["password_reset"])

	def test_asking_by_mail_does_the_same_work_for_every_name(self) -> None:
		work = [count_work(partial(forgotten.ask_by_mail, name)) for name in (KNOWN, UNKNOWN)]
		self.assertEqual(work[0], work[1])

	def test_questions_cost_the_same_for_every_name(self) -> None:
		names = (KNOWN, WITHOUT, UNKNOWN)
		work = [count_work(partial(secret_questions.question_for, name)) for name in names]
		self.assertEqual(work[0], work[1])
		self.assertEqual(work[0], work[2])

	def test_wrong_answers_cost_the_same_for_every_name(self) -> None:
		names = (KNOWN, WITHOUT, UNKNOWN)
		work = [count_work(partial(forgotten.answer, name, "wrong")) for name in names]
		self.assertEqual(work[0], work[1])
		self.assertEqual(work[0], work[2])
		self.assertEqual(work[0].verifications, 1)

	def test_whether_a_right_answer_helps_costs_the_same_to_find_out(self) -> None:
		"""Whoever registers somebody's address has chosen its answer, and learns nothing by giving it."""
		frappe.db.set_value("SD Portal Account", KNOWN, "account_state", "Invited")
		work = [count_work(partial(forgotten.answer, name, ANSWER)) for name in (KNOWN, UNKNOWN)]
		self.assertEqual(work[0], work[1])

	def test_a_question_that_the_desk_has_no_more_is_not_shown(self) -> None:
		"""Else it would tell the accounts from the names that nobody has."""
		frappe.set_user("Administrator")
		secret_questions.set_answer(KNOWN, "First pet?", ANSWER)
		self.set_up_desk(secret_questions="First car?\nFirst job?")
		self.assertIn(secret_questions.question_for(KNOWN), ("First car?", "First job?"))
		names = (KNOWN, UNKNOWN)
		work = [count_work(partial(secret_questions.question_for, name)) for name in names]
		self.assertEqual(work[0], work[1])
		secret_questions.set_answer(KNOWN, "First pet?", "Another one")
		self.assertTrue(secret_questions.is_right(KNOWN, "another one"))
		with self.assertRaises(Refused) as caught:
			secret_questions.set_answer(KNOWN, "First school?", ANSWER)
		self.assertEqual(list(caught.exception.problems), ["question"])

	def test_the_pretended_question_stays_the_same(self) -> None:
		first = [secret_questions.question_for(f"{number}@x.test") for number in range(20)]
		again = [secret_questions.question_for(f"{number}@x.test") for number in range(20)]
		self.assertEqual(first, again)
		self.assertEqual(set(first), {"First school?", "First pet?"})

	def test_too_many_answers(self) -> None:
		for login in (KNOWN, UNKNOWN):
			for _turn in range(attempts.MOST_BY_ACCOUNT):
				forgotten.answer(login, "wrong")
			with self.subTest(login), self.assertRaisesRegex(attempts.TooManyAttempts, "15"):
				forgotten.answer(login, ANSWER)

	def test_too_many_from_one_address(self) -> None:
		with self.assertRaises(attempts.TooManyAttempts):
			for number in range(attempts.MOST_BY_ADDRESS + 1):
				forgotten.answer(f"{number}@x.test", "wrong")

	def test_the_time_limit_does_not_move(self) -> None:
		with (
			patch.object(frappe.cache, "ttl", return_value=61),
			self.assertRaisesRegex(Exception, "2 minutes"),
		):
			for _turn in range(attempts.MOST_BY_ACCOUNT + 1):
				attempts.count("test", "somebody")

	def test_a_counter_that_lost_its_time_limit_gets_one(self) -> None:
		for _turn in range(attempts.MOST_BY_ACCOUNT):
			attempts.count("test", "somebody")
		key = attempts._key("test:account:somebody")
		frappe.cache.persist(key)
		with self.assertRaisesRegex(attempts.TooManyAttempts, "15"):
			attempts.count("test", "somebody")
		self.assertGreater(frappe.cache.ttl(key), 0)

	def test_signing_in_under_an_unknown_name_costs_a_verification(self) -> None:
		self.assertEqual(count_work(lambda: forgotten.even_out(KNOWN)).verifications, 0)
		self.assertEqual(count_work(lambda: forgotten.even_out(UNKNOWN)).verifications, 1)


class TestBeforeTheFirstSignIn(AccessTestCase):
	"""Who registers chooses question and answer; that the address is theirs, only a mail to it shows."""

	def register(self, **settings: str) -> str:
		"""Register the address with a question, as anybody may; return the registration."""
		self.set_up_desk(**settings)
		typed = {
			"organisation": "T Claimed Ltd",
			"first_name": "Eve",
			"last_name": "Elsewhere",
			"email": UNKNOWN,
		}
		details = {"position": "Head", "city": "Sofia", "address": "Street 1", "phone": "+359 2 123"}
		with patch.object(frappe, "enqueue") as enqueue:
			registration.receive({**typed, **details, "question": "First pet?", "answer": ANSWER}, "en")
		name = str(enqueue.call_args_list[-1].kwargs["registration"])
		registration.process(name)
		return name

	def test_an_account_that_waits_for_its_link_to_be_used(self) -> None:
		self.register(registration="Open", first_password="Link")
		self.assertEqual(frappe.db.get_value("SD Portal Account", UNKNOWN, "account_state"), "Invited")
		self.assertTrue(secret_questions.is_right(UNKNOWN, ANSWER))
		self.assertEqual(forgotten.answer(UNKNOWN, ANSWER), "")
		new_password.set_by_link(self.token(UNKNOWN, "account_registered"), GOOD, GOOD)
		self.assertIn("/portal/access/", forgotten.answer(UNKNOWN, ANSWER))

	def test_an_account_whose_generated_password_was_not_used(self) -> None:
		settings = {"registration": "By Approval", "first_password": "Generated Password"}
		registration.approve(self.register(**settings))
		self.assertEqual(frappe.db.get_value("SD Portal Account", UNKNOWN, "account_state"), "Active")
		self.assertTrue(secret_questions.is_right(UNKNOWN, ANSWER))
		self.assertEqual(forgotten.answer(UNKNOWN, ANSWER), "")
		new_password.change_at_sign_in(UNKNOWN, ANSWER, GOOD, GOOD)
		self.assertIn("/portal/access/", forgotten.answer(UNKNOWN, ANSWER))


class TestPin(AccessTestCase):
	"""The credit PIN is kept like an answer."""

	def test_right_and_wrong(self) -> None:
		make_account(KNOWN, {self.customer: "Requester"})
		self.assertFalse(secret_questions.has_pin(KNOWN))
		self.assertFalse(secret_questions.is_right_pin(KNOWN, "4711"))
		secret_questions.set_pin(KNOWN, "47 11")
		self.assertTrue(secret_questions.has_pin(KNOWN))
		self.assertTrue(secret_questions.is_right_pin(KNOWN, "4711"))
		self.assertFalse(secret_questions.is_right_pin(KNOWN, "4712"))

	def test_no_document_shows_a_secret(self) -> None:
		make_account(KNOWN, {self.customer: "Requester"})
		secret_questions.set_pin(KNOWN, "4711")
		secret_questions.set_answer(KNOWN, "First pet?", ANSWER)
		shown = str(frappe.get_doc("SD Portal Account", KNOWN).as_dict())
		self.assertNotIn("pbkdf2", shown)
		self.assertNotIn("argon2", shown)


def passlib_fits(user: str, password: str) -> bool:
	"""Whether this is the user's password."""
	[(stored,)] = frappe.db.sql(
		"select password from __Auth where doctype = 'User' and name = %s and fieldname = 'password'", user
	)
	return bool(passlibctx.verify(password, stored))
