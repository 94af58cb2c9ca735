"""What the realtime server reads out of requests."""

import pytest
from realtime import origin, rooms, web


@pytest.mark.parametrize(
	("method", "headers", "may_come_in"),
	[
		("GET", {"Host": "a:80", "Origin": "http://a"}, True),
		("GET", {"Host": "A", "Origin": "http://a:80"}, True),
		("GET", {"Host": "a", "Origin": "https://a"}, False),
		("GET", {"Host": "a", "X-Forwarded-Proto": "https", "Origin": "https://a:443"}, True),
		("GET", {"Host": "inner", "X-Forwarded-Host": "[::1]:8080", "Origin": "http://[::1]:8080"}, True),
		("GET", {"Host": "inner", "X-Forwarded-Host": "a", "Origin": "http://inner"}, False),
		("GET", {"Host": "a"}, True),
		("GET", {"Host": "a", "Sec-Fetch-Site": "same-origin"}, True),
		("GET", {"Host": "a", "Sec-Fetch-Site": "same-site"}, False),
		("GET", {"Host": "a", "Upgrade": "websocket"}, False),
		("POST", {"Host": "a"}, False),
		("OPTIONS", {"Host": "a"}, False),
		("POST", {"Host": "a", "Origin": "http://a"}, True),
		("POST", {"Host": "a:x", "Origin": "http://a:x"}, False),
		("POST", {"Host": "", "Origin": "http://"}, False),
		("POST", {"Host": "a", "Origin": "file://a"}, False),
		("POST", {"Host": "a/b", "Origin": "http://a/b"}, False),
	],
)
def test_origin(method: str, headers: dict[str, str], may_come_in: bool) -> None:
	assert (origin.refusal(method, headers) is None) == may_come_in


@pytest.mark.parametrize(
	("header", "cookie"),
	[
		("sid=abc", "abc"),
		("a=b; sid=Guest; c=d", "Guest"),
		("full_name=%D0%98; sid=0a1b", "0a1b"),
		("sid=a%0d%0ab", None),
		("sid=", None),
		("", None),
		("sid=" + "a" * 200, None),
	],
)
def test_session_cookie(header: str, cookie: str | None) -> None:
	assert web.session_cookie(header) == cookie


def test_names_that_clients_send() -> None:
	assert rooms.names(["ToDo", "T-1", "more"], 2) == ("ToDo", "T-1")
	assert rooms.names([], 0) == ()
	assert rooms.names(["ToDo", ""], 2) is None
	assert rooms.names([["ToDo"]], 1) is None
