"""Each reason that a mail is stored with has words at the desk."""

import re
from pathlib import Path
from unittest import TestCase

import servicedesk
from servicedesk.channels.email.blocked import REASON as BLOCKED
from servicedesk.channels.email.held import TOO_LARGE
from servicedesk.channels.email.returned import BOUNCE
from servicedesk.domain.message_threading import Reason

WORDS = Path(servicedesk.__file__).parent / "public" / "js" / "desk" / "mails.js"
# Why a mail was taken as it should be is not told.
UNTOLD = {Reason.MARK, Reason.OUR_MESSAGE, Reason.NEW_MAIL}
UNREADABLE = ("empty", "no-header", "header-too-long", "too-deep", "too-many-parts", "unexpected")
OTHERS = (BLOCKED, TOO_LARGE, BOUNCE, "no-customer", "no-request-type", "too-many")


class TestReasons(TestCase):
	"""The table of words, and the codes."""

	def test_none_is_without_words(self) -> None:
		"""A code that was added later is found here."""
		told = set(
			re.findall(r'^\t"?([a-z-]+)"?: \(\) => __\(', WORDS.read_text(encoding="utf-8"), re.MULTILINE)
		)
		wanted = {str(reason) for reason in Reason if reason not in UNTOLD} | {*UNREADABLE, *OTHERS}
		self.assertEqual(wanted - told, set())
