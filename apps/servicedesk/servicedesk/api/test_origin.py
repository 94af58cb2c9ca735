"""Requests of other sites' pages, and addresses that lead to other sites."""

import unittest

from servicedesk.api.origin import host_of, is_foreign, is_relative, leads_away

OWN = {"desk.example.org", "localhost:8080"}
RELATIVE = (
	"/",
	"/portal",
	"/portal/requests/SD-1?tab=files#last",
	"/app/sd-ticket/1",
	"/портал",
	"/%2F%2Fevil.example",
)
NOT_RELATIVE = (
	"",
	"portal",
	"https://evil.example",
	"//evil.example",
	"/\\evil.example",
	"\\\\evil.example",
	"/\t/evil.example",
	"/\n/evil.example",
	" /portal",
	"javascript:alert(1)",
	"/portal\\x",
	"https:/evil.example",
	None,
	7,
	["/portal"],
	{"/portal": 1},
)
# Sec-Fetch-Site, Origin, is it foreign?
STARTED_BY = (
	("same-origin", "https://desk.example.org", False),
	("same-origin", "null", False),
	("none", "", False),
	("cross-site", "https://desk.example.org", True),
	("cross-site", "", True),
	("same-site", "https://desk.example.org", False),
	("same-site", "https://shop.example.org", True),
	("same-site", "", False),
	("", "", False),
	("", "http://LOCALHOST:8080", False),
	("", "http://localhost:9090", True),
	("", "http://localhost", True),
	("", "https://desk.example.org.evil.example", True),
	("", "https://desk.example.org@evil.example", True),
	("", "null", True),
	("", "not an origin", True),
	("", "http://[::1", True),
)


class TestOrigin(unittest.TestCase):
	"""Values in, values out: no site is needed."""

	def test_relative_addresses(self) -> None:
		"""Addresses that stay on this site."""
		for address in RELATIVE:
			with self.subTest(address):
				self.assertTrue(is_relative(address))

	def test_addresses_that_lead_away(self) -> None:
		"""Addresses that some browser would follow to another site, and what is no address."""
		for address in NOT_RELATIVE:
			with self.subTest(repr(address)):
				self.assertFalse(is_relative(address))

	def test_parameters_that_lead_away(self) -> None:
		"""Both spellings of the parameter, in any case; other parameters may hold addresses."""
		for name in ("redirect-to", "redirect_to", "Redirect-To", "REDIRECT_TO", "return_to"):
			with self.subTest(name):
				self.assertTrue(leads_away([("a", "b"), (name, "https://evil.example")]))
				self.assertFalse(leads_away([(name, "/portal")]))
				self.assertFalse(leads_away([(name, "")]))
		self.assertFalse(leads_away([("website", "https://example.org")]))
		self.assertTrue(leads_away([("redirect-to", ["https://evil.example"])]))
		self.assertTrue(leads_away([("redirect-to", "/portal"), ("redirect-to", "//evil.example")]))

	def test_started_by_another_site(self) -> None:
		"""What the two headers say together."""
		for fetch_site, origin, foreign in STARTED_BY:
			with self.subTest(f"{fetch_site or 'no header'}, {origin or 'no origin'}"):
				self.assertIs(is_foreign(fetch_site, origin, OWN), foreign)

	def test_host_of(self) -> None:
		"""The part that is compared: host and port, in small letters."""
		self.assertEqual(host_of("https://Desk.Example.org:8443/x"), "desk.example.org:8443")
		self.assertEqual(host_of("null"), "")
