"""Connections that are refused, and the ways in that are open."""

import asyncio
import http.client
import json

import pytest
from socketio.exceptions import ConnectionError as SocketConnectionError

from tests.tools.live_programs import LOOPBACK
from tests.tools.realtime.clients import Bench, Tab
from tests.tools.realtime.fake_web import SITE


@pytest.mark.parametrize(
	"changed",
	[
		{"cookie": None},
		{"cookie": "forged"},
		{"cookie": "a b"},
		{"Origin": "http://elsewhere.example:8080"},
		{"Origin": "http://desk.example:8081"},
		{"Origin": "https://desk.example:8080"},
		{"Origin": "http://desk.example:8080@elsewhere.example"},
		{"Origin": "null"},
		{"X_Frappe_Site_Name": "test.localhost"},
		{"X_Frappe_Site_Name": ""},
	],
)
def test_refused(bench: Bench, changed: dict[str, str]) -> None:
	async def scene() -> None:
		tab = Tab(bench, **changed)
		with pytest.raises(SocketConnectionError):
			await tab.open()
		await tab.client.disconnect()

	asyncio.run(scene())


def polling(bench: Bench, method: str, session: str = "", body: str = "", **changed: str) -> tuple[int, str]:
	"""Status and text of one request of a polling connection, as a browser's tab sends it."""
	headers = {
		"X-Forwarded-Host": "desk.example",
		"X-Frappe-Site-Name": SITE,
		"Cookie": "sid=staff",
	} | changed
	connection = http.client.HTTPConnection(LOOPBACK, bench.port, timeout=10)
	connection.request(method, f"/socket.io/?EIO=4&transport=polling{session}", body or None, headers)
	answer = connection.getresponse()
	return answer.status, answer.read().decode()


def test_polling_where_websockets_do_not_pass(bench: Bench) -> None:
	status, opened = polling(bench, "GET")
	assert status == 200
	session = "&sid=" + json.loads(opened[1:])["sid"]
	join = f"40/{SITE},"
	assert polling(bench, "POST", session, join)[0] == 403
	assert polling(bench, "POST", session, join, Origin="http://elsewhere.example")[0] == 403
	assert polling(bench, "POST", session, join, Origin="http://desk.example") == (200, "OK")
	assert polling(bench, "GET", session)[1].startswith(f'40/{SITE},{{"sid":')


def test_polling_from_another_site_is_refused(bench: Bench) -> None:
	assert polling(bench, "GET", Origin="http://elsewhere.example")[0] == 403
	assert polling(bench, "GET", **{"Sec-Fetch-Site": "same-site"})[0] == 403


def test_other_namespace_is_refused(bench: Bench) -> None:
	async def scene() -> None:
		tab = Tab(bench)
		with pytest.raises(SocketConnectionError):
			await tab.open(namespace="/test.localhost")
		await tab.client.disconnect()

	asyncio.run(scene())
