"""What is refused, and what is limited by the client's address."""

import json

import pytest

from tests.tools.front.echo import Front


@pytest.mark.parametrize(
	("path", "status"),
	[
		("/api/method/frappe.core.doctype.user.user.reset_password?user=a", 405),
		("/api/method/frappe.core.doctype.user.user.reset_password/x?user=a", 405),
		("/api/v2/method/frappe.core.doctype.user.user.reset_password", 405),
		("/api/method/frappe.core.doctype.user.user.reset%5Fpassword", 405),
		("/?cmd=frappe.core.doctype.user.user.reset_password&user=a", 405),
		("/anything?user=a&cmd=logout", 405),
		("/anything?c%6Dd=logout", 405),
		("/?cmd=web_logout&cmd=logout", 405),
		("/?cmd=login_now", 405),
		("/?cmd=web_logout%00", 405),
		("/?cmd=web_logout", 200),
		("/?command=login", 200),
		("/api/method/frappe.core.doctype.user.user.reset_password_now", 200),
		("/api/method/ping", 200),
		("/portal?sid=0123", 400),
		("/portal?a=b&s%69d=0123", 400),
		("/portal?side=1", 200),
	],
)
def test_what_a_link_must_not_do(front: Front, path: str, status: int) -> None:
	answer, _ = front.ask(path)
	assert answer.status == status
	if status == 405:
		assert answer.headers["Allow"] == "POST"
		assert front.status(path, "HEAD") == 405
		assert front.status(path, "PUT", b"{}") == 405


@pytest.mark.parametrize(
	"path",
	[
		"/api/method/login",
		"/api/method/login/",
		"/api//method/%6Cogin?usr=a&pwd=b",
		"/api/v1/method/login",
		"/api/v2/method/login",
		"/anything?user=a&cmd=login",
		"/anything?c%6Dd=log%69n&usr=a",
		"/?cmd=web_logout&cmd=login",
	],
)
def test_the_frameworks_own_sign_in_is_not_there(front: Front, path: str) -> None:
	"""Its answers tell who exists; people sign in at the portal's page."""
	for method in ("POST", "GET", "PUT"):
		answer, content = front.ask(path, method, b"usr=a&pwd=b" if method != "GET" else b"")
		assert answer.status == 404, method
		assert b"usr" not in content
	assert front.status("/api/method/login_elsewhere") == 200


def test_a_get_has_no_body(front: Front) -> None:
	body = b'{"cmd": "login"}'
	assert front.status("/api/method/ping", "GET", body, Content_Type="application/json") == 400
	assert front.status("/api/method/ping", "GET", b"") == 200
	assert front.status("/api/method/ping", "POST", body, Content_Type="application/json") == 200


@pytest.mark.parametrize("path", ["/login", "/", "/portal/sign-in", "/nowhere?cmd=logout"])
def test_attempts_to_sign_in_are_limited(front: Front, path: str) -> None:
	"""One limit for all ways in: the first path uses it up for the others, too."""
	port = front.settings.sites[1].port
	statuses = []
	for _ in range(8):
		answer, content = front.ask(path, "POST", b"usr=a&pwd=b", port)
		statuses.append(answer.status)
	assert statuses[-1] == 429
	assert answer.headers["Retry-After"] == "60"
	assert "Too many attempts" in content.decode()
	assert front.ask("/login", "GET", port=port)[0].status == 200, "looking at the page is not limited"
	assert front.status("/login", "POST", b"usr=a") == 200, "another site counts for itself"


def test_a_forged_client_address_does_not_avoid_the_limit(front: Front) -> None:
	port = front.settings.sites[1].port
	statuses = [
		front.ask("/login", "POST", b"", port, X_Forwarded_For=f"10.0.0.{number}")[0].status
		for number in range(8)
	]
	assert 429 in statuses


def test_other_changes_are_limited_too(front: Front) -> None:
	port = front.settings.sites[1].port
	statuses = [front.ask("/api/resource/ToDo", "POST", b"{}", port)[0].status for _ in range(30)]
	assert 429 in statuses


def test_too_large(front: Front) -> None:
	answer, content = front.ask("/portal/new", "POST", b"x" * (27 << 20), Accept_Language="bg")
	assert answer.status == 413
	text = content.decode()
	assert "Файловете са твърде големи" in text and "25 MB" in text
	answer, content = front.ask("/portal/new", "POST", b"x" * (25 << 20))
	assert (answer.status, json.loads(content)["length"]) == (200, 25 << 20)
