"""Files that wait with a draft come back byte by byte, whatever the framework takes their text for."""

from unittest.mock import patch

from frappe.core.doctype.file.file import File

from servicedesk.shared.testing import DeskTestCase
from servicedesk.tickets.attachments import IncomingFile, held, hold, identity, read_held, release

DRAFT = "t-held-files"
# In Windows' Cyrillic alphabet these letters are the mark by which UTF-8 begins; the rest is no UTF-8 at all.
CYRILLIC = "п»їИмя;Сумма\r\nИван;1\r\n".encode("cp1251")
MARKED = "Име;Сума\r\nИван;1\r\n".encode("utf-8-sig")


class TestHeldFiles(DeskTestCase):
	"""One draft, and what the store keeps with it."""

	def test_content_stays_as_it_was(self) -> None:
		for number, content in enumerate((CYRILLIC, MARKED, b"\xff\xfe\x00", b"plain")):
			with self.subTest(content=content):
				draft = f"{DRAFT}-{number}"
				hold(draft, IncomingFile("names.csv", content, "list"))
				(file,) = held(draft)
				# Newer versions of the framework read text in whatever alphabet it seems to be written in.
				with patch.object(File, "get_content", return_value=content.decode("cp1250", "replace")):
					self.assertEqual(read_held(file), IncomingFile("names.csv", content, "list"))
				release([file.name])

	def test_what_is_gone_from_the_disk_is_none(self) -> None:
		hold(DRAFT, IncomingFile("names.csv", CYRILLIC + b"gone", "list"))
		(file,) = held(DRAFT)
		release([file.name])
		with patch("servicedesk.tickets.attachments.bytes_of", side_effect=FileNotFoundError):
			self.assertIsNone(read_held(file))

	def test_one_file_answers_two_questions(self) -> None:
		files = [IncomingFile("names.csv", CYRILLIC, field) for field in ("old", "new")]
		for file in files:
			hold(DRAFT, file)
		first, second = held(DRAFT)
		self.assertEqual({first.identity, second.identity}, {identity(file) for file in files})
		self.assertNotEqual(first.identity, second.identity)
		release([first.name])
		self.assertEqual(read_held(second), IncomingFile("names.csv", CYRILLIC, second.field))
		release([second.name])
