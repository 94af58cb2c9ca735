"""The gate from outside: what guests and portal users are refused, through the web server and through the front."""

import json

import pytest

from tests.security.conftest import PASSWORD, PORTAL_USER, People
from tests.security.http_door import NOBODY, REFUSED_BY_FRONT, Answer, Door, Session, front, web_server
from tests.security.whitelisted import closed_functions

pytestmark = pytest.mark.site

# The framework's short names of its own functions; their long ones are in the pinned list.
SHORT_NAMES = (
	"upload_file",
	"uploadfile",
	"download_file",
	"run_doc_method",
	"runserverobj",
	"web_logout",
	"run_custom_method",
	"run_server_script",
)
PATHS = (
	"/api/resource/User",
	"/api/resource/User/Administrator",
	"/api/resource/User/Administrator?run_method=reset_password",
	"/api/resource/File",
	"/api/v1/resource/User",
	"/api/v2/document/User",
	"/api/v2/document/User/Administrator",
	"/api/v2/document/User/Administrator/method/reset_password",
	"/api/v2/doctype/User/meta",
	"/api/v2/doctype/User/count",
	"/api/v2/method/User/get_timezones",
	"/api/v2/method/run_doc_method",
	"/api/method/ping/../frappe.client.get_list",
	"/api//resource/User",
	"//api/resource/User",
	"/api/%72esource/User",
	"/api%2fresource%2fUser",
	"/%61pi/resource/User",
	"/api/resource/%55ser",
	"/api/resource;x/User",
	"/API/resource/User",
	"/backups/x.sql.gz",
	"/backups",
	"/portal/../api/resource/User",
	"/portal/%2e%2e/api/resource/User",
	"/portal/..%2fapp",
	"/portal/..;/app",
	"/portal/%00/app",
	"/portal/./../app",
	"/portal/\\..\\app",
	"/portal//../../app",
)
PAGES = (
	"/list",
	"/list/User",
	"/printview",
	"/User",
	"/update-password",
	"/qrcode",
	"/kb",
	"/contact",
	"/third_party_apps",
)


# The hooks put our own in its place (api/web_forms.py).
LED_TO_OURS = "frappe.website.doctype.web_form.web_form.accept"


def assert_closed(door: Door, answer: Answer, what: object) -> None:
	"""Assert that the gate, or the front before it, has refused a request."""
	if answer.mark:
		assert answer.status in (302, 400, 401, 403, 404), (what, answer.status)
		return
	assert "X-Frappe-Site-Name" not in door.headers, (
		"the gate let it pass",
		what,
		answer.status,
		answer.body[:300],
	)
	assert answer.status in REFUSED_BY_FRONT, ("the gate let it pass", what, answer.status, answer.body[:300])


def test_every_function_of_the_framework(people: People) -> None:
	"""The whole pinned list, to guests by path and to portal users by parameter."""
	door = web_server()
	for name in (*closed_functions(), *SHORT_NAMES):
		assert_closed(door, door.ask("GET", f"/api/method/{name}", people.guest), name)
		answer = door.data("/portal", {"cmd": name}, people.portal)
		if name == LED_TO_OURS:
			assert (answer.status, b"PermissionError" in answer.body) == (403, True), answer.body[:300]
		else:
			assert_closed(door, answer, name)


def test_a_form_of_the_framework_goes_through_our_door(people: People) -> None:
	"""Nothing, a form that is no request type's, and no form at all are refused; guests get no further than the gate."""
	door = web_server()
	for given in ({}, {"web_form": "no-such-form", "data": "{}"}, {"web_form": ["x"], "data": "{}"}):
		answer = door.data(f"/api/method/{LED_TO_OURS}", given, people.portal)
		assert answer.status in (403, 417), (given, answer.status, answer.body[:300])
		assert_closed(door, door.data(f"/api/method/{LED_TO_OURS}", given, people.guest), given)


def test_other_paths(door: Door, people: People) -> None:
	"""The document interface, backups, and paths that say two things."""
	for path in PATHS:
		for session in (people.guest, people.portal):
			for method in ("GET", "POST", "PUT", "DELETE"):
				assert_closed(door, door.ask(method, path, session), (method, path))


def test_pages(door: Door, people: People) -> None:
	"""Pages of the framework's website look as if they were not there."""
	for path in PAGES:
		for session in (people.guest, people.portal):
			answer = door.ask("GET", path, session, {"Accept": "text/html"})
			assert_closed(door, answer, path)
			assert answer.status == 404


def test_commands_on_any_path(door: Door, people: People) -> None:
	"""A command in the address, a form or JSON is refused on every path."""
	for session in (people.guest, people.portal):
		for path in ("/", "/portal", "/login", "/api/method/ping", "/robots.txt"):
			name = "frappe.client.get_list"
			assert_closed(door, door.ask("GET", f"{path}?cmd={name}&doctype=User", session), path)
			assert_closed(door, door.form(path, {"cmd": name, "doctype": "User"}, session), path)
			assert_closed(door, door.data(path, {"cmd": name, "doctype": "User"}, session), path)
			assert_closed(door, door.data(path, {"cmd": [name]}, session), path)


def test_nothing_is_told(people: People) -> None:
	"""The answer is the same whether the thing exists or not."""
	door = web_server()
	for real, made_up in (
		("/api/resource/User/Administrator", "/api/resource/User/Nobody"),
		("/api/method/frappe.client.get_list", "/api/method/frappe.client.no_such_thing"),
		("/private/files/no-such-file.pdf", "/private/files/no-such-file-2.pdf"),
	):
		for session in (people.guest, people.portal):
			first, second = (door.ask("GET", path, session) for path in (real, made_up))
			assert (first.status, first.body.replace(b"-2", b"")) == (
				second.status,
				second.body.replace(b"-2", b""),
			)
			assert b"Traceback" not in first.body


def test_sign_in_and_out(door: Door) -> None:
	"""The ways that have to work do."""
	answer = door.form("/portal/sign-in", {"usr": PORTAL_USER, "pwd": "wrong"})
	assert answer.status == 401
	# The framework's own way: the front does not know the address, the web server fails it like a wrong password.
	closed = door.form("/api/method/login", {"usr": PORTAL_USER, "pwd": PASSWORD})
	assert closed.status in (401, 404)
	assert not any(cookie.startswith("sid=") and "Guest" not in cookie for cookie in closed.cookies)
	assert door.ask("GET", "/api/method/ping").json() == {"message": "pong"}
	assert door.ask("GET", "/api/method/frappe.realtime.get_user_info").json()["message"]
	for path in ("/portal", "/portal/sign-in", "/login", "/"):
		assert door.ask("GET", path, headers={"Accept": "text/html"}).mark == ""


def test_guest_on_the_way_to_the_desk(door: Door) -> None:
	"""A browser is sent to the sign-in page, with a relative way back."""
	answer = door.ask("GET", "/app/sd-ticket/SD-1", headers={"Accept": "text/html"})
	assert answer.status == 302
	assert answer.headers["location"] == "/login?redirect-to=%2Fapp%2Fsd-ticket%2FSD-1"


def test_addresses_that_lead_away(door: Door, people: People) -> None:
	"""Refused for everybody."""
	for session in (people.guest, people.portal, people.staff):
		for address in ("https://evil.example", "//evil.example", "/%5Cevil.example", "/%09/evil.example"):
			assert_closed(door, door.ask("GET", f"/login?redirect-to={address}", session), address)


def test_pages_of_other_sites(door: Door, people: People) -> None:
	"""What another site's page makes a browser send is refused, and gives no session."""
	for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}):
		for session in (people.guest, people.portal, people.staff):
			answer = door.form("/portal/sign-in", {"usr": "a", "pwd": "b"}, session, **headers)
			assert answer.mark == "foreign"
			assert answer.cookies == ()


def test_own_pages_may_send(door: Door, people: People) -> None:
	"""A form of this site is not refused as another's, with or without the newer header."""
	origin = f"http://{door.host}:{door.port}"
	for headers in ({"Origin": origin}, {"Origin": origin, "Sec-Fetch-Site": "same-origin"}):
		assert door.form("/portal/sign-in", {"usr": "a", "pwd": "b"}, NOBODY, **headers).mark == ""


def test_keys_that_fail(door: Door) -> None:
	"""A key that signs nobody in is answered 401 on what guests may see, too."""
	for value in ("token no:such", "Basic bm86c3VjaA==", "Bearer nosuch", "nonsense"):
		assert door.ask("GET", "/api/method/ping", headers={"Authorization": value}).status == 401


def test_session_in_a_link(door: Door, people: People) -> None:
	"""A session in the address is refused and its cookie is not given."""
	answer = door.ask("GET", f"/portal?sid={people.staff.sid}")
	assert answer.status == 400
	assert people.staff.sid not in json.dumps(answer.cookies)


def test_headers(door: Door, people: People) -> None:
	"""Every answer carries the security headers, refusals too."""
	for path, session in (
		("/portal/sign-in", NOBODY),
		("/app", people.staff),
		("/api/method/ping", NOBODY),
		("/list", NOBODY),
	):
		answer = door.ask("GET", path, session, {"Accept": "text/html"})
		assert answer.headers["x-content-type-options"] == "nosniff", path
		assert "frame-ancestors" in answer.headers["content-security-policy"], path
	policy = door.ask("GET", "/portal/sign-in", headers={"Accept": "text/html"}).headers[
		"content-security-policy"
	]
	assert "unsafe" not in policy


def test_staff_work(door: Door, people: People) -> None:
	"""The desk is not held up."""
	assert door.ask("GET", "/app", people.staff, {"Accept": "text/html"}).status == 200
	assert "data" in door.ask("GET", "/api/resource/ToDo", people.staff).json()
	assert door.ask("GET", "/api/method/frappe.auth.get_logged_user", people.staff).status == 200


def test_public_files_are_not_shown(administrator: Session) -> None:
	"""Public files come as attachments that run nothing."""
	content = b'--x\r\nContent-Disposition: form-data; name="file"; filename="gate-front.txt"\r\n\r\ngate\r\n--x--\r\n'
	answer = web_server().ask(
		"POST",
		"/api/method/upload_file",
		administrator,
		{"Content-Type": "multipart/form-data; boundary=x"},
		content,
	)
	file = answer.json()["message"]
	assert isinstance(file, dict)
	served = front().ask("GET", str(file["file_url"]))
	assert served.status == 200
	assert served.headers["content-disposition"].startswith("attachment")
	assert "sandbox" in served.headers["content-security-policy"]
	assert served.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
	"path", ["/", "/login", "/portal/sign-in", "/api/method/ping", "/portal/new", "/somewhere"]
)
def test_the_frameworks_own_sign_in_fails_like_a_wrong_password(people: People, path: str) -> None:
	"""The framework signs in whatever carries cmd=login; people sign in at the portal's page only."""
	form = {"cmd": "login", "usr": PORTAL_USER}
	right = web_server().form(path, {**form, "pwd": PASSWORD})
	wrong = web_server().form(path, {**form, "pwd": "wrong"})
	assert right.status == wrong.status >= 400
	assert not any(cookie.startswith("sid=") and "Guest" not in cookie for cookie in right.cookies)
