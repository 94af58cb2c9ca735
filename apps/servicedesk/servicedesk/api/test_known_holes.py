"""The framework's known holes for guests and portal users, one by one: open in the framework itself, closed here.

"Open" is shown by asking the framework's own function or table of whitelisted functions, past the gate; "closed"
by sending the request through the whole application and watching that nothing was dispatched.
"""

import inspect
from typing import Any
from unittest.mock import patch

import frappe
from frappe.core.doctype.file.file import has_permission as framework_has_permission

from servicedesk.api.testing import (
	PORTAL_USER,
	STAFF_USER,
	make_people,
	make_person,
	mark_of,
	send,
	sign_in,
)
from servicedesk.shared import uploads
from servicedesk.shared.testing import FrameworkTestCase

GUEST, PORTAL = "Guest", PORTAL_USER
# Function, whom the framework lets call it, by which method.
OPEN_IN_THE_FRAMEWORK = (
	("frappe.core.doctype.user.user.reset_password", GUEST, "POST"),  # by GET too in 2023, past its limit
	("frappe.core.doctype.user.user.sign_up", GUEST, "GET"),
	("frappe.core.doctype.user.user.update_password", GUEST, "POST"),  # by GET too in 2023
	("frappe.website.doctype.web_form.web_form.accept", GUEST, "GET"),  # its limit counts POST only
	("frappe.www.login.send_login_link", GUEST, "POST"),  # for disabled users too
	("frappe.www.login.login_via_key", GUEST, "GET"),
	("frappe.handler.upload_file", GUEST, "POST"),  # calls what `method` names
	("frappe.handler.web_logout", GUEST, "GET"),
	("frappe.utils.print_format.download_pdf", GUEST, "GET"),
	("frappe.templates.includes.comments.comments.add_comment", GUEST, "POST"),
	("frappe.client.get_list", PORTAL, "GET"),
	("frappe.client.delete", PORTAL, "POST"),
	("frappe.client.set_value", PORTAL, "POST"),
	("frappe.desk.search.search_link", PORTAL, "GET"),  # listed all users' addresses
	("frappe.desk.search.search_widget", PORTAL, "GET"),
	("frappe.desk.reportview.get", PORTAL, "GET"),
	("frappe.desk.reportview.export_query", PORTAL, "GET"),
	("frappe.desk.query_report.run", PORTAL, "GET"),
	("frappe.utils.print_format.report_to_pdf", PORTAL, "GET"),  # fetched an internal address
	("frappe.website.doctype.discussion_topic.discussion_topic.submit_discussion", PORTAL, "POST"),
	("frappe.model.workflow.bulk_workflow_approval", PORTAL, "GET"),
	("frappe.model.mapper.make_mapped_doc", PORTAL, "POST"),  # calls what `method` names
)
# Ours takes its place for whoever has signed in (api/web_forms.py); guests are asked to.
LED_TO_OURS = "frappe.website.doctype.web_form.web_form.accept"
# Pages that show documents without asking the document's permission, or more than a portal has.
PAGES = (
	"/kb",
	"/kb/general/article",
	"/list",
	"/printview?doctype=User&name=Administrator",
	"/User/Administrator",
)


class TestKnownHoles(FrameworkTestCase):
	"""Requests go through the whole application; sample people are committed, everything else is rolled back."""

	sessions: dict[str, str]

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		make_people()
		cls.sessions = {GUEST: "", PORTAL: sign_in(PORTAL_USER), STAFF_USER: sign_in(STAFF_USER)}

	def tearDown(self) -> None:
		"""Let go of rows that requests of other threads want to change."""
		frappe.set_user("Administrator")
		frappe.db.rollback()

	def assert_closed(self, method: str, path: str, user: str, *expected: str, **details: Any) -> None:
		"""Assert that the gate answers a request and that nothing was dispatched."""
		with (
			patch("frappe.handler.execute_cmd") as call,
			patch("frappe.client.get_list") as documents,
			patch("frappe.app.get_response") as page,
		):
			answer = send(method, path, self.sessions[user], **details)
		self.assertIn(mark_of(answer), expected or ("not-open",), f"{user}: {method} {path}: {answer.status}")
		for dispatched in (call, documents, page):
			dispatched.assert_not_called()

	def test_functions(self) -> None:
		"""Each function may be called by that user in the framework, and not through the gate."""
		for name, user, method in OPEN_IN_THE_FRAMEWORK:
			with self.subTest(name):
				function = frappe.get_attr(name)
				self.assertIn(function, frappe.whitelisted)
				self.assertIn(method, frappe.allowed_http_methods_for_whitelisted_func[function])
				if user == GUEST:
					self.assertIn(function, frappe.guest_methods)
				marks = ("not-open", "sign-in") if name == LED_TO_OURS else ()
				for way in ("GET", "POST"):
					self.assert_closed(way, f"/api/method/{name}", user, *marks)
					self.assert_closed(way, f"/?cmd={name}", user, *marks)
				self.assert_closed("POST", "/portal", user, *marks, json={"cmd": name})
				self.assert_closed("POST", "/portal", user, *marks, data={"cmd": name})

	def test_others_files_can_be_deleted(self) -> None:
		"""A portal user deleted an Administrator's public file."""
		file = frappe.get_doc({"doctype": "File", "file_name": "gate-public.txt", "content": "x"}).insert()
		self.assertTrue(
			framework_has_permission(file, "write", PORTAL_USER) or frappe.__version__ > "15.0.0-z"
		)
		self.assertFalse(uploads.has_permission(file, "delete", PORTAL_USER))
		self.assertFalse(uploads.has_permission(file, "write", PORTAL_USER))
		self.assertTrue(uploads.has_permission(file, "read", PORTAL_USER))
		frappe.set_user(PORTAL_USER)
		with self.assertRaises(frappe.PermissionError):
			frappe.client.delete("File", file.name)
		frappe.set_user("Administrator")
		self.assertTrue(file.exists_on_disk())
		self.assert_closed(
			"POST", "/api/method/frappe.client.delete", PORTAL, data={"doctype": "File", "name": file.name}
		)
		self.assert_closed("DELETE", f"/api/resource/File/{file.name}", PORTAL)

	def test_users_can_be_listed(self) -> None:
		"""A portal user listed every user's address."""
		frappe.set_user(PORTAL_USER)
		self.assertTrue(frappe.get_list("User", fields=["name"]))
		frappe.set_user("Administrator")
		for path in ("/api/resource/User", "/api/v1/resource/User", "/api/v2/document/User"):
			self.assert_closed("GET", path, PORTAL)
			self.assert_closed("GET", path, GUEST)

	def test_reset_tells_who_exists(self) -> None:
		"""The answer to a reset differs between known and unknown addresses; the gate's does not."""
		reset_password = inspect.unwrap(frappe.get_attr("frappe.core.doctype.user.user.reset_password"))
		self.assertEqual(reset_password("gate-nobody@example.org"), "not found")
		path = "/api/method/frappe.core.doctype.user.user.reset_password"
		answers = {
			send("POST", path, data={"user": user}).data for user in (PORTAL_USER, "gate-nobody@example.org")
		}
		self.assertEqual(len(answers), 1)

	def test_pages(self) -> None:
		"""Pages of the framework's website are not there for guests and portal users."""
		for path in PAGES:
			for user in (GUEST, PORTAL):
				self.assert_closed("GET", path, user, "no-page")

	def test_redirect_to_another_site(self) -> None:
		"""The framework's sign-in page sends people wherever its parameter says."""
		for user in (GUEST, PORTAL, STAFF_USER):
			self.assert_closed("GET", "/login?redirect-to=https://evil.example", user, "leads-away")

	def test_failed_key_goes_on_as_guest(self) -> None:
		"""A key that is not valid is answered 401 instead of with the guest's answer."""
		for value in ("token no:such", "Basic bm86c3VjaA==", "Bearer nosuch"):
			answer = send("GET", "/api/method/ping", headers={"Authorization": value})
			self.assertEqual(answer.status_code, 401, value)

	def test_keys_of_switched_off_users_work(self) -> None:
		"""The framework does not ask whether the owner of an API key is enabled."""
		email = "gate-key@example.org"
		make_person(email, "System User")
		user = frappe.get_doc("User", email)
		user.update({"api_key": "gatekey", "api_secret": "gatesecret", "enabled": 1}).save()
		frappe.db.commit()
		headers = {"Authorization": "token gatekey:gatesecret"}
		path = "/api/method/frappe.auth.get_logged_user"
		self.assertEqual(send("GET", path, headers=headers).get_json(), {"message": email})
		wrong = {"Authorization": "token gatekey:wrong"}
		# Later versions refuse a wrong secret themselves; those of 2023 went on as Guest, up to the gate.
		self.assertEqual(send("GET", "/api/method/ping", headers=wrong).status_code, 401)
		frappe.db.set_value("User", email, "enabled", 0)
		frappe.clear_document_cache("User", email)
		frappe.db.commit()
		self.assertEqual(mark_of(send("GET", path, headers=headers)), "disabled")

	def test_session_in_a_link(self) -> None:
		"""The framework takes a session from the address, and would give its cookie to whoever follows a link."""
		answer = send("GET", f"/portal?sid={self.sessions[STAFF_USER]}")
		self.assertEqual(mark_of(answer), "session-parameter")
		self.assertNotIn(self.sessions[STAFF_USER], str(answer.headers))

	def test_sign_in_from_another_site(self) -> None:
		"""A foreign page may not sign its visitor in as somebody else."""
		answer = send(
			"POST",
			"/portal/sign-in",
			data={"usr": PORTAL_USER, "pwd": "a long Password 4 the gate"},
			headers={"Origin": "https://evil.example"},
		)
		self.assertEqual(mark_of(answer), "foreign")
		self.assertNotIn("Set-Cookie", answer.headers)

	def test_staff_work_on(self) -> None:
		"""The same requests reach the framework for staff."""
		for path in ("/api/method/frappe.client.get_count?doctype=ToDo", "/api/resource/ToDo", "/app"):
			answer = send("GET", path, self.sessions[STAFF_USER])
			self.assertEqual((answer.status_code, mark_of(answer)), (200, ""), path)
			self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
			self.assertIn("Content-Security-Policy", answer.headers)

	def test_portal_user_signs_out(self) -> None:
		"""Signing out works by POST, not by a link of another site."""
		session = sign_in(PORTAL_USER)
		self.assertEqual(mark_of(send("GET", "/api/method/logout", session)), "not-open")
		self.assertEqual(send("POST", "/api/method/logout", session).status_code, 200)
