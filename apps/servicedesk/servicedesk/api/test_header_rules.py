"""Which headers stand on which answers."""

import unittest

from servicedesk.api.header_rules import headers_for, is_forced_download


def policy(path: str, media_type: str) -> dict[str, str]:
	"""Return the content security policy of an answer, by directive."""
	written = headers_for(path, media_type)["Content-Security-Policy"]
	return dict(directive.partition(" ")[::2] for directive in written.split("; "))


class TestHeaderRules(unittest.TestCase):
	"""Values in, values out: no site is needed."""

	def test_everywhere(self) -> None:
		"""No answer may be guessed at, framed by others or tell others where its reader came from."""
		for path, media_type in (
			("/portal", "text/html"),
			("/app", "text/html"),
			("/api/method/x", "application/json"),
		):
			with self.subTest(path):
				headers = headers_for(path, media_type)
				self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
				self.assertEqual(headers["Referrer-Policy"], "same-origin")
				self.assertIn("frame-ancestors", policy(path, media_type))

	def test_portal_runs_nothing_inline(self) -> None:
		"""Portal pages: own files only."""
		for directive in ("default-src", "script-src", "style-src"):
			self.assertEqual(policy("/portal/x", "text/html")[directive], "'self'")

	def test_only_the_portal_is_the_portal(self) -> None:
		"""A page whose name merely begins like the portal's gets the desk's policy."""
		self.assertIn("'unsafe-inline'", policy("/portals", "text/html")["script-src"])
		self.assertNotIn("'unsafe-inline'", policy("/portal", "text/html")["script-src"])

	def test_desk_loads_nothing_from_elsewhere(self) -> None:
		"""The desk's policy is loose inside the site and closed to other hosts."""
		for directive, sources in policy("/app/sd-ticket", "text/html").items():
			with self.subTest(directive):
				self.assertNotRegex(sources, r"https?:|\*")

	def test_data(self) -> None:
		"""JSON opened as a page can load nothing, and is kept nowhere."""
		self.assertEqual(policy("/api/method/x", "application/json")["default-src"], "'none'")
		self.assertEqual(headers_for("/api/method/x", "application/json")["Cache-Control"], "no-store")

	def test_the_portals_worker_may_ask_for_its_own_pages(self) -> None:
		"""A worker is held to its own answer's policy; other scripts are data."""
		worker = policy("/portal/sw.js", "text/javascript")
		self.assertEqual((worker["script-src"], worker["connect-src"]), ("'self'", "'self'"))
		self.assertEqual(worker["default-src"], "'none'")
		self.assertNotIn("connect-src", policy("/portal/other.js", "text/javascript"))

	def test_stored_files_run_nothing(self) -> None:
		"""Stored files are sandboxed, and saved unless they are pictures or PDFs."""
		for media_type in ("text/html", "image/svg+xml", "text/xml", "image/png", "text/plain"):
			with self.subTest(media_type):
				self.assertIn("sandbox", policy("/private/files/x", media_type))
		self.assertNotIn("sandbox", policy("/private/files/x.pdf", "application/pdf"))
		self.assertTrue(is_forced_download("/private/files/x", "text/html"))
		self.assertTrue(is_forced_download("/private/files/x", "image/svg+xml"))
		self.assertFalse(is_forced_download("/private/files/x", "image/png"))
		self.assertFalse(is_forced_download("/portal", "text/html"))
