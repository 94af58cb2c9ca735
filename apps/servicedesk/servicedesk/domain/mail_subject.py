"""Subjects of mails without what mail programs put before them, in the languages of our customers."""

from __future__ import annotations

import re

LONGEST_SUBJECT = 1000
# Answers and forwards: English, German, Bulgarian, Russian, Ukrainian, Romanian.
_WORDS = (
	"re", "fw", "fwd", "aw", "antw", "wg",
	"отг", "отн", "отговор", "препр", "пр", "на", "ответ", "отв", "пересл", "пер",
	"відп", "відповідь", "вп", "пересил", "răsp", "rasp", "redir", "înaintat",
)  # fmt: skip
# "RE[2]:", "Re (3) :", and the wide colon of other keyboards.
_PREFIX = re.compile(
	rf"(?:{'|'.join(sorted(_WORDS, key=len, reverse=True))}) ?(?:\[\d{{1,3}}\]|\(\d{{1,3}}\)|\d{{1,3}})? ?[:：] ?",
	re.IGNORECASE,
)


def plain_subject(subject: str) -> str:
	"""Return the subject without the words for answers and forwards before it, blanks made single."""
	text = " ".join(subject[:LONGEST_SUBJECT].split())
	start = 0
	while found := _PREFIX.match(text, start):
		start = found.end()
	return text[start:]
