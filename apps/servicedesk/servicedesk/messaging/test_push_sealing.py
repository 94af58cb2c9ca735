"""Messages sealed for a browser and signed by the desk; and addresses that are no push service's."""

import socket
import ssl
from tempfile import NamedTemporaryFile
from typing import Any
from unittest.mock import patch

import frappe
from cryptography.hazmat.primitives.asymmetric import ec

from servicedesk.messaging import push_key, push_service
from servicedesk.messaging.push_sealing import (
	CURVE,
	BadKeys,
	authorization,
	decoded,
	encoded,
	filled_up,
	seal,
)
from servicedesk.messaging.push_service import NoService, checked_address, post
from servicedesk.messaging.push_testing import Browser, PushService, Received, self_signed
from servicedesk.shared.testing import DeskTestCase

# RFC 8291, appendix A.
RFC_SENDER = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
RFC_KEY = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
RFC_SECRET = "BTBZMqHH6r4Tts7J_aSIgg"
RFC_SALT = "DGv6ra1nlYgDCS1FRnbzlw"
RFC_SEALED = (
	"DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A"
	"_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)
OPEN = "93.184.216.34"


class TestSealing(DeskTestCase):
	"""By the letter of the RFCs."""

	def test_the_example_of_the_rfc(self) -> None:
		sender = ec.derive_private_key(int.from_bytes(decoded(RFC_SENDER), "big"), CURVE)
		sealed = seal(
			b"When I grow up, I want to be a watermelon", RFC_KEY, RFC_SECRET, sender, decoded(RFC_SALT)
		)
		self.assertEqual(encoded(sealed), RFC_SEALED)

	def test_a_browser_opens_what_is_sealed_for_it_alone(self) -> None:
		browser, other = Browser(), Browser()
		first, second = (seal(b'{"a": 1}', browser.key, browser.secret) for _turn in range(2))
		self.assertEqual(browser.open(first), {"a": 1})
		self.assertNotEqual(first, second)
		with self.assertRaises(Exception):  # noqa: B017 — the cipher's own
			other.open(first)

	def test_lengths_tell_little(self) -> None:
		self.assertEqual(len(filled_up(b"{}")), len(filled_up(b'{"title": "' + b"x" * 200 + b'"}')))
		with self.assertRaises(ValueError):
			seal(b"x" * 5000, Browser().key, Browser().secret)

	def test_keys_that_are_none(self) -> None:
		browser = Browser()
		not_on_the_curve = encoded(b"\x04" + b"\x01" * 64)
		for key in ("", "x", "=", "!!!!", not_on_the_curve, browser.key[:-4], "Ж" * 87):
			with self.assertRaises(BadKeys, msg=key):
				seal(b"{}", key, browser.secret)
		for secret in ("", "AAAA", browser.key, "!"):
			with self.assertRaises(BadKeys, msg=secret):
				seal(b"{}", browser.key, secret)

	def test_the_signature_names_the_service(self) -> None:
		header = authorization(push_key.own_key(), "https://push.test", "mailto:desk@t.test")
		key, claims = Received("/", {"authorization": header}, b"").signed_by()
		self.assertEqual(key, push_key.public_key())
		self.assertEqual((claims["aud"], claims["sub"]), ("https://push.test", "mailto:desk@t.test"))

	def test_the_key_stays_and_is_stored_encrypted(self) -> None:
		first = push_key.public_key()
		self.assertEqual(push_key.public_key(), first)
		stored = frappe.db.sql("select password from `__Auth` where fieldname = %s", push_key.FIELD)[0][0]
		self.assertNotIn("PRIVATE", stored)
		frappe.db.sql("update `__Auth` set password = 'gAAAA' where fieldname = %s", push_key.FIELD)
		self.assertNotEqual(push_key.public_key(), first)


class TestServices(DeskTestCase):
	"""Whoever signs in may name an address: of the open network only, whatever a name stands for."""

	def test_addresses_that_are_none(self) -> None:
		for address in (
			"",
			"http://push.test/a",
			"https://push.test:8443/a",
			"https://push.test:x/a",
			"https://user@push.test/a",
			"https:///a",
			"ftp://push.test/a",
			"file:///etc/passwd",
			"//push.test/a",
			"https://push.test/a#b",
			"https://push.test/a b",
			"https://push.test/a\r\nX: y",
			"https://push.test/ж",
			f"https://push.test/{'a' * 500}",
			"https://[::1/a",
		):
			with self.assertRaises(NoService, msg=address):
				checked_address(address)
		self.assertEqual(checked_address("https://push.test:443/a?b=c").hostname, "push.test")

	def test_machines_that_are_not_on_the_open_network(self) -> None:
		for address in (
			"127.0.0.1",
			"10.1.2.3",
			"192.168.0.1",
			"172.16.0.1",
			"169.254.169.254",
			"100.64.0.1",
			"0.0.0.0",  # noqa: S104 — nothing is bound to it
			"224.0.0.1",
			"::1",
			"fe80::1%eth0",
			"fd00::1",
			"::ffff:10.0.0.1",
			"2002:7f00:1::",
		):
			with self.subTest(address), self.spoken_to([OPEN, address]) as connect:
				with self.assertRaises(NoService):
					post("https://push.test/a", b"", {})
				connect.assert_not_called()

	def test_literal_addresses_are_looked_at_too(self) -> None:
		for address in (
			"https://127.0.0.1/a",
			"https://[::1]/a",
			"https://2130706433/a",
			"https://localhost/a",
		):
			with self.subTest(address), patch.object(socket, "create_connection") as connect:
				with self.assertRaises(NoService):
					post(address, b"", {})
				connect.assert_not_called()

	def test_the_address_that_was_looked_at_is_spoken_to(self) -> None:
		with self.spoken_to([OPEN]) as connect:
			connect.side_effect = ConnectionRefusedError
			with self.assertRaises(ConnectionRefusedError):
				post("https://push.test/a", b"", {})
			self.assertEqual(connect.call_args.args[0], (OPEN, 443))

	def test_only_the_service_itself_is_believed(self) -> None:
		"""Its certificate is for the name, although the address is spoken to; anybody else's is refused."""
		with self.on_this_machine(), PushService() as service, NamedTemporaryFile() as certificate:
			certificate.write(self_signed("push.test"))
			certificate.flush()
			service.encrypt(certificate.name)
			port = service.endpoint().rpartition(":")[2].partition("/")[0]
			trusting = ssl.create_default_context(cafile=certificate.name)
			self.spoken_to(["127.0.0.1"])
			with self.assertRaises(ssl.SSLCertVerificationError):
				post(f"https://push.test:{port}/a", b"x", {})
			with patch.object(ssl, "create_default_context", return_value=trusting):
				self.assertEqual(post(f"https://push.test:{port}/a", b"x", {}).status, 400)
				with self.assertRaises(ssl.SSLCertVerificationError):
					post(f"https://other.test:{port}/a", b"x", {})
			self.assertEqual([message.headers["host"] for message in service.received], [f"push.test:{port}"])

	def test_redirections_lead_nowhere(self) -> None:
		with self.on_this_machine(), PushService() as service:
			service.answers.append((307, {"Location": service.endpoint("elsewhere")}))
			self.assertEqual(post(service.endpoint(), b"x", {}).status, 307)
			self.assertEqual([message.path for message in service.received], ["/push/one"])

	def test_a_service_that_never_answers_is_left(self) -> None:
		silent = socket.create_server(("127.0.0.1", 0))
		self.addCleanup(silent.close)
		address = f"http://127.0.0.1:{silent.getsockname()[1]}/a"
		in_time = patch.object(push_service, "WHOLE_SECONDS", 0.3)
		given_up = self.assertRaises((OSError, push_service.http.client.HTTPException))
		with self.on_this_machine(), in_time, given_up:
			post(address, b"x", {})

	def test_how_long_it_wants_to_be_left_alone(self) -> None:
		with self.on_this_machine(), PushService() as service:
			said = ("7", "99999999", "Sun, 22 Nov 2026 10:00:00 GMT", "-1", "")
			service.answers = [(429, {"Retry-After": value}) for value in said]
			pauses = [post(service.endpoint(), b"x", {}).pause_seconds for _value in said]
		self.assertEqual(pauses, [7, 3600, 0, 0, 0])

	def spoken_to(self, addresses: list[str]) -> Any:
		"""A name that stands for these; gives what would connect."""

		def found(_host: str, port: int, *_more: object, **_named: object) -> list[tuple[Any, ...]]:
			return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

		looked_up = patch.object(socket, "getaddrinfo", side_effect=found)
		looked_up.start()
		self.addCleanup(looked_up.stop)
		return patch.object(socket, "create_connection")

	def on_this_machine(self) -> Any:
		"""As a site for tests is set up."""
		return patch.dict(frappe.local.conf, {push_service.ON_THIS_MACHINE: 1})
