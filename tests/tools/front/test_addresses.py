"""Names, ports, and what the web server is told of them."""

import json
import socket

import pytest

from tests.tools.front.echo import OTHER_SITE, SITE, Front
from tests.tools.live_programs import LOOPBACK


def test_what_the_web_server_believes_is_overwritten(front: Front) -> None:
	forged = {
		"X-Forwarded-For": "6.6.6.6",
		"X-Forwarded-Host": "evil.example",
		"X-Forwarded-Proto": "https",
		"X-Frappe-Site-Name": OTHER_SITE,
		"X-Real-IP": "6.6.6.6",
		"Forwarded": "for=6.6.6.6",
		"Remote-Addr": "6.6.6.6",
		"X-Original-URL": "/backups",
		"X-Forwarded-Prefix": "/evil",
		"X-Use-X-Accel-Redirect": "",
		"Proxy": "http://evil.example",
	}
	seen = json.loads(front.send("/app", forged)[1])["headers"]
	assert seen["x-forwarded-for"] == ["127.0.0.1"]
	assert seen["x-forwarded-proto"] == ["http"]
	assert seen["x-frappe-site-name"] == [SITE]
	assert seen["host"] == [f"localhost:{front.port}"]
	assert seen["x-forwarded-host"] == [f"localhost:{front.port}"]
	assert seen["x-use-x-accel-redirect"] == ["True"]
	assert not {
		"x-real-ip",
		"forwarded",
		"remote-addr",
		"x-original-url",
		"x-forwarded-prefix",
		"proxy",
	} & set(seen)


def test_headers_spelt_with_underscores_do_not_pass(front: Front) -> None:
	request = (
		f"GET /app HTTP/1.1\r\nHost: localhost:{front.port}\r\nX_Forwarded_For: 6.6.6.6\r\n"
		f"X_Frappe_Site_Name: {OTHER_SITE}\r\nConnection: close\r\n\r\n"
	)
	with socket.create_connection((LOOPBACK, front.port), timeout=10) as connection:
		connection.sendall(request.encode())
		answer = b"".join(iter(lambda: connection.recv(65536), b""))
	assert b"6.6.6.6" not in answer and OTHER_SITE.encode() not in answer
	assert b'"x-frappe-site-name": ["' + SITE.encode() in answer


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "[::1]", "LOCALHOST", socket.gethostname(), SITE])
def test_names_that_reach_the_site(front: Front, name: str) -> None:
	for host in (f"{name}:{front.port}", name):
		seen = front.echo(Host=host)
		assert seen["x-frappe-site-name"] == [SITE]
		assert seen["host"] == [f"localhost:{front.port}"]
		assert seen["x-forwarded-host"] == [host]


@pytest.mark.parametrize("name", ["evil.example", "169.254.169.254", "localhost.evil.example"])
def test_other_names_are_refused(front: Front, name: str) -> None:
	answer, content = front.ask("/app", Host=f"{name}:{front.port}")
	assert answer.status == 421
	assert "not served here" in content.decode()


def test_each_port_has_its_site(front: Front) -> None:
	port = front.settings.sites[1].port
	seen = front.echo(port=port, Host=f"{OTHER_SITE}:{port}")
	assert seen["x-frappe-site-name"] == [OTHER_SITE]
	assert seen["host"] == [f"{OTHER_SITE}:{port}"]


def test_the_machine_listens_on_every_loopback_address(front: Front) -> None:
	for address in front.settings.addresses:
		with socket.create_connection((address, front.port), timeout=5):
			pass


def test_realtime_gets_the_address_that_the_browser_asked_for(front: Front) -> None:
	seen = front.echo(
		"/socket.io/?EIO=4&sid=abc",
		Host=f"127.0.0.1:{front.port}",
		X_Forwarded_Host="evil.example",
		X_Frappe_Site_Name=OTHER_SITE,
		Origin=f"http://127.0.0.1:{front.port}",
		Upgrade="websocket",
		Connection="upgrade",
	)
	assert seen["x-forwarded-host"] == [f"127.0.0.1:{front.port}"]
	assert seen["x-frappe-site-name"] == [SITE]
	assert seen["origin"] == [f"http://127.0.0.1:{front.port}"]
	assert seen["upgrade"] == ["websocket"] and seen["connection"] == ["upgrade"]
