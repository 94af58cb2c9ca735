"""Text as a search compares it, whatever keyboard it was typed on: without case, accents and script.

"Доступ" is found by "доступ" and by "dostup", "Soluționare" by "solutionare". The browser folds what is typed in the
same way while somebody types (public/js/portal/catalogue.js), with the same letters.
"""

import re
import unicodedata

# Bulgarian, Russian and Ukrainian letters as people write them with Latin ones; accents are gone by then, so that
# й, ё and ї are и, е and і.
LETTERS = dict(
	pair.split("=")
	for pair in (
		"а=a б=b в=v г=g ґ=g д=d ђ=d е=e є=e э=e ж=zh з=z и=i і=i к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u "
		"ф=f х=h ц=ts ч=ch ш=sh щ=sht ъ=a ы=y ь= ю=yu я=ya"
	).split()
)
# Signs inside words that people leave out: комп’ютер, компютер.
INSIDE_WORDS = frozenset("'’‘ʼʹ′`´-\u00ad")
# The accents of European languages (Unicode, Combining Diacritical Marks); others are left out one by one.
ACCENTS = range(0x300, 0x370)
FOLDED: dict[int, str] = {
	**{ord(letter): latin for letter, latin in LETTERS.items()},
	**{ord(sign): "" for sign in INSIDE_WORDS},
	**dict.fromkeys(ACCENTS, ""),
}
BETWEEN_WORDS = re.compile(r"[\W_]+")


def search_key(text: str) -> str:
	"""The text folded: small Latin letters and digits, words parted by one space."""
	folded = unicodedata.normalize("NFKD", text).lower().translate(FOLDED)
	if not folded.isascii():
		folded = "".join(sign for sign in folded if not unicodedata.combining(sign))
	return BETWEEN_WORDS.sub(" ", folded).strip()


def is_found(key: str, query: str) -> bool:
	"""Whether each word of the query stands somewhere in the folded text; a query without words finds everything."""
	return all(word in key for word in search_key(query).split())
