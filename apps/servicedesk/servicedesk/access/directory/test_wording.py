"""What goes wrong at a source is said, and nothing that was meant to be encrypted goes out otherwise."""

import ssl

from servicedesk.access.directory import DirectoryDown, NotLetIn
from servicedesk.access.directory.accounts import NO_ADDRESS, NO_GROUP, TAKEN
from servicedesk.access.directory.interface import Connection, LdapSettings, Trouble
from servicedesk.access.directory.null import NullDirectory
from servicedesk.access.directory.wording import for_administrators, not_let_in
from servicedesk.shared.testing import FrameworkTestCase


class TestWording(FrameworkTestCase):
	"""Sentences for administrators and for the sign-in page."""

	def test_each_trouble_has_a_sentence_of_its_own(self) -> None:
		"""With the server's own words behind it, where there are any."""
		sentences = {for_administrators(DirectoryDown(trouble)) for trouble in Trouble}
		self.assertEqual(len(sentences), len(Trouble))
		said = for_administrators(DirectoryDown(Trouble.NO_ANSWER, "refused"))
		self.assertTrue(said.endswith("(refused)"), said)

	def test_whose_address_it_is_stays_untold(self) -> None:
		"""Else a directory's people could ask who is known here."""
		self.assertEqual(not_let_in(NotLetIn(TAKEN)), not_let_in(NotLetIn(NO_ADDRESS)))
		self.assertNotEqual(not_let_in(NotLetIn(TAKEN)), not_let_in(NotLetIn(NO_GROUP)))

	def test_an_unknown_kind(self) -> None:
		"""Lets nobody in, and says so to whoever tries it out."""
		self.assertIsNone(NullDirectory().authenticate("ivan", "right"))
		with self.assertRaises(DirectoryDown):
			NullDirectory().check()


class TestEncryption(FrameworkTestCase):
	"""What a connection is encrypted with."""

	def test_names_and_certificates_are_checked(self) -> None:
		"""Unless an administrator has said otherwise."""
		checked = Connection("directory.example.org").tls()
		self.assertTrue(checked.check_hostname)
		self.assertEqual(checked.verify_mode, ssl.CERT_REQUIRED)
		unchecked = Connection("directory.example.org", check_certificate=False).tls()
		self.assertEqual(unchecked.verify_mode, ssl.CERT_NONE)

	def test_an_authority_that_cannot_be_read(self) -> None:
		"""Is a trouble of the source, not an error of the page."""
		for text in ("nonsense", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "ключ"):
			with self.assertRaises(DirectoryDown) as down:
				Connection("directory.example.org", ca_certificate=text).tls()
			self.assertIs(down.exception.trouble, Trouble.BAD_AUTHORITY)

	def test_the_stored_password_is_not_shown(self) -> None:
		"""Where settings are written into a log."""
		settings = LdapSettings(Connection("a"), bind_password="hidden-word")
		self.assertNotIn("hidden-word", repr(settings))
