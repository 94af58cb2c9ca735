"""Words under which a ticket is found, packed into one short line that an index can hold.

Of each word the beginning is kept, folded to small Latin letters: endings change with the case in all five languages,
and "принтер", "принтера" and "printer" are one word to whoever looks for it. What has a digit in it is kept whole:
numbers that differ at their end are different things.
"""

from servicedesk.domain.search_text import search_key

LONGEST_LINE = 460
"""Characters of the line; together with a customer, a time and a number it fits into a key of the database."""
STEM = 6
ENDING = frozenset("aeiouy")
LONGEST_ENDING_KEPT = 4
"""Of longer words a last vowel is not asked for: it is what changes in "пошта" and "поштою"."""
LONGEST_WORD = 20
SHORTEST_WORD = 2
MOST_ASKED = 6
"""Words of a query that are looked for; the others are left out."""
READ_OF_A_TEXT = 1500
"""Characters of a text that are read: the line is full by then."""


def search_line(*texts: str) -> str:
	"""Return the texts' words, each once, a blank before each; words of the first text are the last to find no room."""
	line = ""
	for word in dict.fromkeys(word for text in texts for word in _words(text[:READ_OF_A_TEXT])):
		if len(line) + len(word) + 1 <= LONGEST_LINE:
			line += f" {word}"
	return line


def asked_words(query: str) -> list[str]:
	"""Return what to look for, each word once; a line holds it where ``" " + word`` stands in the line."""
	return list(dict.fromkeys(_asked(word) for word in _words(query)))[:MOST_ASKED]


def _words(text: str) -> list[str]:
	return [_kept(word) for word in search_key(text).split() if len(word) >= SHORTEST_WORD]


def _kept(word: str) -> str:
	return word[:STEM] if word.isalpha() else word[:LONGEST_WORD]


def _asked(word: str) -> str:
	is_ending = word.isalpha() and len(word) > LONGEST_ENDING_KEPT and word[-1] in ENDING
	return word[:-1] if is_ending else word
