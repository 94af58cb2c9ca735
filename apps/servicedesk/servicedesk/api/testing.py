"""What the tests of the gate share: people of each kind, and requests inside and outside the test's own thread."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import frappe
from frappe.app import application
from frappe.auth import CookieManager
from frappe.utils.password import update_password
from werkzeug.test import Client, EnvironBuilder, TestResponse
from werkzeug.wrappers import Request

from servicedesk.api import gate
from servicedesk.api.refusal import MARK, Reason, Refused
from servicedesk.shared.testing import FrameworkTestCase

CUSTOMER_ROLE = "Service Desk Customer"
STAFF_ROLE = "Service Desk Agent"
PORTAL_USER = "gate-portal@example.org"
STAFF_USER = "gate-staff@example.org"
PASSWORD = "a long Password 4 the gate"  # noqa: S105 — of a sample person


def make_people() -> None:
	"""Make one portal user and one staff user without special roles, and commit them for other threads to see."""
	make_role(CUSTOMER_ROLE, desk_access=0)
	make_role(STAFF_ROLE, desk_access=1)
	make_person(PORTAL_USER, "Website User")
	make_person(STAFF_USER, "System User")
	frappe.db.commit()


def make_role(name: str, desk_access: int) -> None:
	"""Make the role `name` or correct it. Importing a DocType makes its roles with access to the desk."""
	if not frappe.db.exists("Role", name):
		frappe.get_doc({"doctype": "Role", "role_name": name, "desk_access": desk_access}).insert()
	elif frappe.db.get_value("Role", name, "desk_access") != desk_access:
		frappe.get_doc("Role", name).update({"desk_access": desk_access}).save()


def make_person(email: str, user_type: str) -> None:
	"""Make one enabled user of `user_type` with the password PASSWORD, if there is none of that address."""
	if frappe.db.exists("User", email):
		return
	user = frappe.get_doc({"doctype": "User", "email": email, "first_name": "Gate", "user_type": user_type})
	user.flags.no_welcome_mail = True
	user.append("roles", {"role": CUSTOMER_ROLE if user_type == "Website User" else STAFF_ROLE})
	user.insert(ignore_permissions=True)
	update_password(email, PASSWORD)


@contextmanager
def as_request(path: str, user: str = "Guest", method: str = "GET", **details: Any) -> Iterator[None]:
	"""Make the test's thread look as if `user` had sent a request.

	`details`: `headers`, `form` (parameters of the body, which may be of any type) and `host`.
	"""
	headers = {"Accept": "application/json", **details.get("headers", {})}
	host = details.get("host", "desk.example.org")
	builder = EnvironBuilder(path=path, method=method, headers=headers, base_url=f"http://{host}/")
	frappe.set_user(user)
	frappe.local.request = Request(builder.get_environ())
	frappe.local.form_dict = frappe._dict(frappe.local.request.args, **details.get("form", {}))
	frappe.local.cookie_manager = CookieManager()
	try:
		yield
	finally:
		frappe.set_user("Administrator")
		del frappe.local.request
		del frappe.local.cookie_manager


def refusal_of(check: Callable[[], None]) -> Reason | None:
	"""Return why `check` refuses the current request, None where it lets it pass."""
	try:
		check()
	except Refused as refused:
		return refused.reason
	return None


def send(method: str, path: str, sid: str = "", **details: Any) -> TestResponse:
	"""Send a request through the framework's whole application, in a thread of its own as a web server would.

	`sid` is a session; `details` are those of werkzeug's test client, such as `headers`, `data` and `json`.
	"""
	headers = {
		"X-Frappe-Site-Name": frappe.local.site,
		"Accept": "application/json",
		**details.pop("headers", {}),
	}
	answers: list[TestResponse] = []

	def run() -> None:
		client = Client(application)
		if sid:
			client.set_cookie("sid", sid)
		answers.append(client.open(path, method=method, headers=headers, **details))

	thread = Thread(target=run)
	thread.start()
	thread.join()
	return answers[0]


def sign_in(user: str) -> str:
	"""Return the session of `user`, who has the password PASSWORD."""
	answer = send("POST", "/portal/sign-in", data={"usr": user, "pwd": PASSWORD})
	for cookie in answer.headers.getlist("Set-Cookie"):
		name, _equals, value = cookie.partition(";")[0].partition("=")
		if name == "sid" and value:
			return value
	raise AssertionError(f"{user} could not sign in: {answer.status} {answer.get_data(as_text=True)[:200]}")


def mark_of(answer: TestResponse) -> str:
	"""Return the gate's mark on an answer, empty where the gate let the request pass."""
	return answer.headers.get(MARK, "")


class GateTestCase(FrameworkTestCase):
	"""A test with one person of each kind."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		make_people()

	def assert_answer(
		self, expected: Reason | None, path: str, user: str, method: str = "GET", **details: object
	) -> None:
		"""Assert what the gate makes of a request."""
		with as_request(path, user, method, **details):
			self.assertIs(refusal_of(gate.check_request), expected, f"{user}: {method} {path} {details}")
