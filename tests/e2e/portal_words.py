"""Finds English that is left on a page in another language, by what the app and the framework themselves say in English."""

import csv
import re
from functools import cache

from checks.translatable import texts
from checks.translations import load
from tests.e2e.bench import ROOT
from tests.e2e.person import Person

APP = ROOT / "apps" / "servicedesk" / "servicedesk"
FRAMEWORK_TABLES = ROOT / "apps" / "frappe" / "frappe" / "translations"
PLACEHOLDER = re.compile(r"\\\{\w*\\\}")
OWN_PLACE = re.compile(r"\{\w*\}")
# A pattern with fewer letters of its own would match nearly everything.
FEWEST_LETTERS = 6
# Words that English sentences are made of, and none of the other languages has.
ENGLISH = re.compile(
	r"\b(?:the|and|your|you|with|this|that|please|from|have|has|was|were|which|what|been|cannot|not)\b",
	re.IGNORECASE,
)
# Where a text consists of several: "State · Number".
BETWEEN = re.compile(r"\s*(?: · |: | / | – |\n)\s*")
# What may stand in English, and why.
ALLOWED = {
	"Helpdesk": "a word of Romanian offices, and of the preset's own names",
	"Service Desk": "the name that a preset gives its portal",
	"EDI": "a name",
	"SLA": "an abbreviation that all five languages use",
	"PIN": "an abbreviation that all five languages use",
}
# Attributes that hold keys for scripts and styles and no words; any other may hold some.
KEYS = (
	"part",
	"kind",
	"toolbar",
	"figure",
	"by",
	"key",
	"line",
	"mark",
	"help-of",
	"depends-on",
	"options-of",
	"value",
)
# Everything that a reader can see, hear or be told by a script: texts, also those of templates, and attributes.
READ = """(keys) => {
	const own = document.documentElement.lang;
	const found = [document.title];
	const inAnother = (element) => (element.closest("[lang]")?.lang ?? own) !== own;
	const spoken = (name) => ["aria-label", "placeholder", "title", "alt"].includes(name)
		|| (name.startsWith("data-") && !keys.includes(name.slice("data-".length)));
	const read = (root) => {
		for (const element of root.querySelectorAll("*")) {
			if (["SCRIPT", "STYLE", "HEAD", "META"].includes(element.tagName) || inAnother(element)) continue;
			if (element.tagName === "TEMPLATE") read(element.content);
			for (const name of element.getAttributeNames().filter(spoken)) found.push(element.getAttribute(name));
			for (const child of element.childNodes) if (child.nodeType === Node.TEXT_NODE) found.push(child.data);
		}
	};
	read(document);
	return [...new Set(found.map((text) => text.trim()).filter((text) => /\\p{L}{2}/u.test(text)))];
}"""


@cache
def sources() -> frozenset[str]:
	"""Every English text of the app."""
	return frozenset(text.source for text in texts(APP))


@cache
def translations(language: str) -> dict[str, set[str]]:
	"""English texts of the app and of the framework with what they are in a language; empty where nothing is known."""
	found: dict[str, set[str]] = {source: set() for source in sources()}
	for key, translation in load(APP, language).entries.items():
		for source in (key, key.rpartition(":")[0]):
			if source in found:
				found[source].add(translation)
	table = FRAMEWORK_TABLES / f"{language}.csv"
	rows = csv.reader(table.open(encoding="utf-8", newline="")) if table.exists() else ()
	for source, translation, *_context in rows:
		if source not in sources():
			found.setdefault(source, set()).add(translation)
	return found


@cache
def patterns(language: str) -> re.Pattern[str]:
	"""The English texts with places for values, as one pattern; those that read the same in the language left out."""
	written = []
	for source, others in translations(language).items():
		pattern = PLACEHOLDER.sub(".+", re.escape(source))
		letters = sum(character.isalpha() for character in OWN_PLACE.sub("", source))
		if ".+" in pattern and letters >= FEWEST_LETTERS and source not in others:
			written.append(pattern)
	return re.compile("|".join(written), re.DOTALL)


def english_left(person: Person, language: str) -> list[str]:
	"""What stands in English on the page that is open; the page must say that it is in the language."""
	assert person.page.locator("html").get_attribute("lang") == language, person.page.url
	return [text for text in person.page.evaluate(READ, KEYS) if is_english(text, language)]


def is_english(text: str, language: str) -> bool:
	"""Whether a text, or one of the parts it is made of, is the app's English or looks like an English sentence."""
	parts = {text, *BETWEEN.split(text)}
	return any(
		_is_english(re.sub(r"\s+", " ", part).strip(" :.…*"), part.strip(), language) for part in parts
	)


def _is_english(plain: str, whole: str, language: str) -> bool:
	if plain in ALLOWED:
		return False
	for spelled in {plain, whole, f"{plain}.", f"{plain}…", f"{plain}:"}:
		others = translations(language).get(spelled)
		if others is not None and spelled not in others:
			return True
	return bool(patterns(language).fullmatch(whole) or ENGLISH.search(plain))
