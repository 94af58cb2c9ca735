"""Keys under which people are found by the beginning of what is typed, so that an index answers.

A name is looked for by its first or last word, a telephone number by its end: people leave out the country's code,
write a zero or a plus instead, and read out the last digits.
"""

LONGEST_NUMBER = 15
"""Digits of the longest telephone number (ITU-T E.164)."""
FEWEST_DIGITS = 3
"""Less than this says nothing about a person."""
_IN_NUMBERS = frozenset("0123456789 +-()/.")


def phone_key(number: str) -> str:
	"""The digits of a telephone number, the last one first; nothing for what has none."""
	digits = [letter for letter in number if letter.isdecimal() and letter.isascii()]
	return "".join(reversed(digits))[:LONGEST_NUMBER]


def looks_like_number(text: str) -> bool:
	"""Whether somebody has typed a telephone number, or the end of one."""
	return set(text) <= _IN_NUMBERS and len(phone_key(text)) >= FEWEST_DIGITS


def national_key(number: str) -> str:
	"""The key of a number without what stands for the country or the long distance: the plus, the zeros in front.

	A number with a plus keeps its country's code, which nobody can tell from the rest; it is cut to the nine digits
	that the national numbers of the desk's countries have at the end.
	"""
	cleaned = number.strip()
	if cleaned.startswith(("+", "00")):
		return phone_key(cleaned)[:9]
	return phone_key(cleaned).rstrip("0") if cleaned.startswith("0") else phone_key(cleaned)


def surname_first(full_name: str) -> str:
	"""The name with its last word in front, as people are called when somebody says only the surname."""
	words = full_name.split()
	return " ".join((*words[-1:], *words[:-1]))
