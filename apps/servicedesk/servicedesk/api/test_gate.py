"""The gate, asked directly: who passes, who is refused and why, and what it costs."""

from unittest.mock import patch

import frappe

from servicedesk.api import gate
from servicedesk.api.allow_list import OPENINGS
from servicedesk.api.refusal import MARK, Reason, Refused
from servicedesk.api.testing import (
	PORTAL_USER,
	STAFF_USER,
	GateTestCase,
	as_request,
	make_person,
	refusal_of,
)

# What the framework answers to everybody or to every portal user, by path; see test_known_holes for some of them.
CLOSED_CALLS = (
	"frappe.client.get_list",
	"frappe.client.delete",
	"frappe.desk.search.search_link",
	"frappe.desk.reportview.get",
	"frappe.handler.upload_file",
	"upload_file",
	"uploadfile",
	"run_doc_method",
	"runserverobj",
	"web_logout",
	"frappe.handler.logout",
	"download_file",
	"frappe.core.doctype.user.user.reset_password",
	"frappe.core.doctype.user.user.sign_up",
	"frappe.www.login.send_login_link",
	"frappe.website.doctype.web_form.web_form.delete",
	"frappe.website.doctype.web_form.web_form.get_form_data",
	"frappe.website.doctype.web_form.web_form.get_link_options",
	"frappe.model.mapper.make_mapped_doc",
	"frappe.utils.print_format.report_to_pdf",
	"frappe.realtime.can_subscribe_doc",
	"servicedesk.api.agent.tickets.take",
	"servicedesk.api.gate.check_request",
	"servicedesk.hooks",
	"servicedesk.api.publicx.y",
)
CLOSED_PATHS = (
	"/api/resource/User",
	"/api/resource/User/Administrator?run_method=reset_password",
	"/api/v1/resource/User",
	"/api/v2/document/User",
	"/api/v2/document/User/Administrator/method/reset_password",
	"/api/v2/method/User/get_timezones",
	"/api/v2/doctype/User/meta",
	"/backups/x.sql.gz",
	"/portal/../app",
)
CLOSED_PAGES = (
	"/list",
	"/printview",
	"/update-password",
	"/qrcode",
	"/website_script.js",
	"/contact",
	"/kb",
	"/x",
)


class TestGate(GateTestCase):
	"""Each request is made up in the test's own thread; nothing is dispatched."""

	def test_staff_pass(self) -> None:
		"""System Users are not held by the allow-list."""
		for name in CLOSED_CALLS:
			self.assert_answer(None, f"/api/method/{name}", STAFF_USER)
		for path in CLOSED_PATHS + CLOSED_PAGES:
			self.assert_answer(None, path, "Administrator")

	def test_calls_are_closed(self) -> None:
		"""Every spelling of a call that is not in the table is refused to guests and portal users."""
		for user in ("Guest", PORTAL_USER):
			for name in CLOSED_CALLS:
				for prefix in ("/api/method/", "/api/v1/method/", "/api/v2/method/"):
					self.assert_answer(Reason.NOT_OPEN, prefix + name, user)
				for path in ("/", "/portal", "/api/method/ping", "/api/method/login"):
					self.assert_answer(Reason.NOT_OPEN, path, user, "POST", form={"cmd": name})

	def test_nested_dispatch_is_closed(self) -> None:
		"""A function named inside another's parameters changes nothing: the outer one is closed already."""
		for name, parameters in (
			("upload_file", {"method": "servicedesk.api.public.x.y"}),
			("frappe.desk.search.search_link", {"query": "servicedesk.api.public.x.y"}),
			("frappe.desk.search.search_widget", {"query": "servicedesk.api.public.x.y"}),
			("run_doc_method", {"dt": "User", "dn": PORTAL_USER, "method": "reset_password"}),
			("frappe.model.mapper.make_mapped_doc", {"method": "servicedesk.api.public.x.y"}),
		):
			self.assert_answer(Reason.NOT_OPEN, f"/api/method/{name}", PORTAL_USER, "POST", form=parameters)

	def test_other_paths_are_closed(self) -> None:
		"""The document interface, backups and paths that say two things."""
		for user in ("Guest", PORTAL_USER):
			for path in CLOSED_PATHS:
				for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"):
					self.assert_answer(Reason.NOT_OPEN, path, user, method)

	def test_pages_are_closed(self) -> None:
		"""The framework's website pages look as if they were not there, whether they are or not."""
		for user in ("Guest", PORTAL_USER):
			for path in CLOSED_PAGES:
				self.assert_answer(Reason.NO_PAGE, path, user)

	def test_what_is_open(self) -> None:
		"""The exact entries of the table, with their methods and for their audiences."""
		for opening in OPENINGS:
			if opening.name.endswith("*") and "servicedesk.api" in opening.name:
				continue  # asked with a real function in test_own_endpoints
			path = opening.name.replace("*", "x")
			path = path if path.startswith("/") else f"/api/method/{path}"
			for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"):
				with as_request(path, PORTAL_USER, method):
					passes = refusal_of(gate.check_request) is None
				self.assertIs(passes, method in opening.methods, f"{method} {path}")

	def test_own_endpoints(self) -> None:
		"""A function of ours is open where it is written, not where it is imported, and to its audience."""
		public, portal = "servicedesk.api.public.x.answer", "servicedesk.api.portal.x.answer"
		with patch.object(gate, "is_defined_where_named", return_value=True):
			self.assert_answer(None, f"/api/method/{public}", "Guest")
			self.assert_answer(None, f"/api/method/{public}", PORTAL_USER, "POST")
			self.assert_answer(None, f"/api/method/{portal}", PORTAL_USER, "POST")
			self.assert_answer(Reason.SIGN_IN, f"/api/method/{portal}", "Guest", "POST")
			self.assert_answer(Reason.NOT_OPEN, f"/api/method/{portal}", PORTAL_USER, "DELETE")
		self.assert_answer(Reason.NOT_OPEN, f"/api/method/{public}", "Guest")
		self.assertTrue(gate.is_defined_where_named("servicedesk.api.refusal.refuse"))
		self.assertFalse(gate.is_defined_where_named("servicedesk.api.gate.refuse"))
		self.assertFalse(gate.is_defined_where_named("servicedesk.api.gate.frappe.client.get_list"))
		self.assertFalse(gate.is_defined_where_named("servicedesk.api.gate"))

	def test_overrides(self) -> None:
		"""An open name is refused where another app puts a function that is not open in its place."""
		overrides = {"ping": ["frappe.client.get_list"]}
		with patch.object(gate.frappe, "get_hooks", return_value=overrides):
			self.assert_answer(Reason.NOT_OPEN, "/api/method/ping", "Guest")
			self.assert_answer(Reason.NOT_OPEN, "/api/method/frappe.client.get_list", "Guest")
		with patch.object(gate, "get_server_script_map", return_value={"_api": {"ping": "A script"}}):
			self.assert_answer(Reason.NOT_OPEN, "/api/method/ping", "Guest")

	def test_guest_is_asked_to_sign_in(self) -> None:
		"""A browser on its way to the desk or to a file comes to the sign-in page and back."""
		page = {"Accept": "text/html"}
		for path in ("/app", "/app/sd-ticket/1", "/desk", "/private/files/x.pdf"):
			self.assert_answer(Reason.SIGN_IN, path, "Guest", headers=page)
		with as_request("/app/sd-ticket/Ж 1?x=//y", headers=page), self.assertRaises(Refused) as caught:
			gate.check_request()
		answer = caught.exception.get_response()
		self.assertEqual(answer.status_code, 302)
		self.assertEqual(answer.headers["Location"], "/login?redirect-to=%2Fapp%2Fsd-ticket%2F%D0%96+1")
		self.assert_answer(Reason.NO_PAGE, "/app", PORTAL_USER, headers=page)
		self.assert_answer(Reason.NO_PAGE, "/application", "Guest", headers=page)

	def test_customer_with_access_to_the_desk(self) -> None:
		"""A customer whom a wrong setting made a System User is held like every customer."""
		make_person("gate-wrong@example.org", "Website User")
		frappe.db.set_value("User", "gate-wrong@example.org", "user_type", "System User")
		frappe.clear_document_cache("User", "gate-wrong@example.org")
		self.assert_answer(Reason.NOT_OPEN, "/api/resource/User", "gate-wrong@example.org")

	def test_fails_closed(self) -> None:
		"""Whatever goes wrong inside, the request is refused."""
		for name in ("_audience", "read_target", "_is_foreign", "leads_away", "is_open"):
			with patch.object(gate, name, side_effect=RuntimeError("broken")):
				self.assert_answer(Reason.UNCERTAIN, "/portal", PORTAL_USER)
		self.assert_answer(Reason.NOT_OPEN, "/portal", PORTAL_USER, "POST", form={"cmd": ["ping"]})
		self.assert_answer(Reason.NOT_OPEN, "/portal", PORTAL_USER, "POST", form={"cmd": {"a": 1}})

	def test_answers(self) -> None:
		"""Scripts get JSON, people a page; neither tells what exists."""
		with as_request("/api/method/frappe.client.get_list"), self.assertRaises(Refused) as caught:
			gate.check_request()
		answer = caught.exception.get_response()
		self.assertEqual((answer.status_code, answer.mimetype), (403, "application/json"))
		self.assertEqual(answer.headers[MARK], "not-open")
		self.assertEqual(answer.headers["Cache-Control"], "no-store")
		self.assertEqual(answer.get_json()["exc_type"], "PermissionError")
		pages = []
		for path in ("/list", "/no-such-page-at-all"):
			with as_request(path, headers={"Accept": "text/html"}), self.assertRaises(Refused) as caught:
				gate.check_request()
			answer = caught.exception.get_response()
			self.assertEqual((answer.status_code, answer.mimetype), (404, "text/html"))
			self.assertIn("default-src 'none'", answer.headers["Content-Security-Policy"])
			nonce = answer.headers["Content-Security-Policy"].split("nonce-")[1].split("'")[0]
			pages.append(answer.get_data(as_text=True).replace(nonce, ""))
		self.assertEqual(pages[0], pages[1])

	def test_language(self) -> None:
		"""The refusal is in the reader's language."""
		words = "servicedesk.api.refusal._"
		with (
			patch(words, side_effect=lambda text: f"«{text}»"),
			as_request("/api/method/frappe.client.get_list"),
		):
			with self.assertRaises(Refused) as caught:
				gate.check_request()
			self.assertIn("«This is not open to you.»", caught.exception.get_response().get_json()["message"])

	def test_cost(self) -> None:
		"""With warm caches the gate asks the database nothing."""
		for user, path, method in (
			("Guest", "/portal", "GET"),
			("Guest", "/api/method/ping", "GET"),
			("Guest", "/api/method/frappe.client.get_list", "GET"),
			(PORTAL_USER, "/portal/requests", "POST"),
			(PORTAL_USER, "/api/method/logout", "POST"),
			(PORTAL_USER, "/api/resource/User", "GET"),
			(STAFF_USER, "/api/resource/User", "GET"),
		):
			with as_request(path, user, method):
				refusal_of(gate.check_request)
				frappe.local.cache = {}
				with self.assertQueryCount(0):
					refusal_of(gate.check_credentials)
					refusal_of(gate.check_request)
