"""The framework's own way to sign in, through the whole application: it lets nobody in and tells nothing."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import frappe
from passlib.context import CryptContext
from werkzeug.test import TestResponse

from servicedesk.api.testing import PASSWORD, PORTAL_USER, STAFF_USER, make_people, mark_of, send, sign_in
from servicedesk.shared.testing import FrameworkTestCase

NOBODY = "gate-nobody@example.org"
WAYS: tuple[tuple[str, dict[str, str]], ...] = (
	("/api/method/login", {}),
	("/", {"cmd": "login"}),
	("/login", {"cmd": "login"}),
	("/portal/sign-in", {"cmd": "login"}),
	("/somewhere", {"cmd": "login"}),
)


@contextmanager
def counted_verifications() -> Iterator[list[int]]:
	"""How many passwords are looked at: milliseconds say little on a busy machine."""
	found: list[int] = []
	verify = CryptContext.verify

	def counted(*args: Any, **kwargs: Any) -> bool:
		found.append(1)
		return bool(verify(*args, **kwargs))

	with patch.object(CryptContext, "verify", counted):
		yield found


def told(answer: TestResponse) -> tuple[object, ...]:
	"""Everything of an answer that could differ from one name to another."""
	cookies = (
		re.sub("expires=[^;]*", "", cookie, flags=re.IGNORECASE)
		for cookie in answer.headers.getlist("Set-Cookie")
	)
	return answer.status_code, answer.data, answer.headers["Content-Type"], *sorted(cookies)


class TestFrameworkSignIn(FrameworkTestCase):
	"""By its own address and by its command, which the framework takes anywhere."""

	@classmethod
	def setUpClass(cls) -> None:
		"""People with a password."""
		super().setUpClass()
		make_people()

	def tearDown(self) -> None:
		"""Forget failed attempts: one name is locked for a while after some of them."""
		frappe.cache.delete_keys("login_failed")
		super().tearDown()

	def test_every_name_gets_one_answer_for_the_same_work(self) -> None:
		for path, more in WAYS:
			seen = set()
			for user, password in (
				(PORTAL_USER, PASSWORD),
				(STAFF_USER, PASSWORD),
				(PORTAL_USER, "wrong"),
				(NOBODY, "wrong"),
			):
				with self.subTest(path=path, user=user), counted_verifications() as verifications:
					answer = send("POST", path, data={**more, "usr": user, "pwd": password})
					self.assertEqual(len(verifications), 1)
				seen.add(told(answer))
			with self.subTest(path=path):
				self.assertEqual(len(seen), 1, seen)
				self.assertEqual(seen.pop()[0], 401)

	def test_nor_is_told_who_is_locked(self) -> None:
		form = {"usr": PORTAL_USER, "pwd": "wrong"}
		unknown = send("POST", "/api/method/login", data={**form, "usr": NOBODY})
		locked = frappe.SecurityException("Your account has been locked")
		with patch("frappe.auth.get_login_attempt_tracker", side_effect=locked) as tracker:
			answer = send("POST", "/api/method/login", data=form)
		tracker.assert_called_once()
		self.assertEqual(told(answer), told(unknown))

	def test_other_spellings_are_closed(self) -> None:
		for path in ("/api/v1/method/login", "/api/v2/method/login", "/api/method/login/"):
			for method in ("GET", "POST"):
				answer = send(method, path, data={"usr": PORTAL_USER, "pwd": PASSWORD})
				self.assertEqual(answer.status_code >= 400, True, path)
				self.assertNotIn(PORTAL_USER, str(answer.headers.getlist("Set-Cookie")))
		self.assertEqual(mark_of(send("GET", "/api/v2/method/login")), "not-open")

	def test_the_portals_page_lets_in(self) -> None:
		self.assertTrue(sign_in(PORTAL_USER))
		self.assertTrue(sign_in(STAFF_USER))
