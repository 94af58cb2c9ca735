"""Answers to secret questions, and PINs: what counts as the same answer, and which are too easy.

People write an answer as they feel like that day: capitals, spaces, composed letters or not. None of that counts.
"""

import re
import unicodedata
from itertools import pairwise

from servicedesk.domain.problems import Problem
from servicedesk.domain.text_normalisation import comparison_key

LEAST_ANSWER = 3
LONGEST_ANSWER = 140
LEAST_PIN = 4
LONGEST_PIN = 8
_BLANKS = re.compile(r"\s+")


def normalised_answer(answer: str) -> str:
	"""What is hashed and compared: without differences of case, spacing, width and Unicode form."""
	return comparison_key(answer)


def answer_problems(answer: str, question: str) -> list[Problem]:
	"""What is wrong with a new answer: `missing`, `too_short`, `too_long`, `is_question`."""
	normalised = normalised_answer(answer)
	if not normalised:
		return [Problem("answer", "missing")]
	if len(normalised) < LEAST_ANSWER:
		return [Problem("answer", "too_short", {"minimum": LEAST_ANSWER})]
	if len(normalised) > LONGEST_ANSWER:
		return [Problem("answer", "too_long", {"maximum": LONGEST_ANSWER})]
	if normalised == normalised_answer(question):
		return [Problem("answer", "is_question")]
	return []


def normalised_pin(pin: str) -> str:
	"""The PIN without spaces, in plain digits whatever keyboard they came from."""
	return _BLANKS.sub("", unicodedata.normalize("NFKC", pin))


def pin_problems(pin: str) -> list[Problem]:
	"""What is wrong with a new PIN: `not_digits`, `bad_length`, `too_easy` (one digit repeated, or counting up or down)."""
	plain = normalised_pin(pin)
	if not (plain.isascii() and plain.isdigit()):
		return [Problem("pin", "not_digits")]
	if not LEAST_PIN <= len(plain) <= LONGEST_PIN:
		return [Problem("pin", "bad_length", {"minimum": LEAST_PIN, "maximum": LONGEST_PIN})]
	steps = {int(after) - int(before) for before, after in pairwise(plain)}
	return [Problem("pin", "too_easy")] if steps in ({0}, {1}, {-1}) else []
