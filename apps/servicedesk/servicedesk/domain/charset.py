"""Bytes of a mail as text, whatever set of letters they claim to be in. Nothing is raised, every byte is looked at a
fixed number of times.

What is declared is believed where it can be; text that is UTF-8 is read so even under the name of a one-byte set (by
chance other text is hardly ever valid UTF-8); what declares nothing, or one of the two names that programs give to
everything (us-ascii, iso-8859-1), is guessed: Cyrillic when the letters of the upper half stand in a row, Romanian by
its own, else Western.

Source of the names: WHATWG Encoding, 4.2 (iso-8859-1 means windows-1252, ks_c_5601-1987 means cp949).
"""

from __future__ import annotations

import codecs
import re

GUESSED, BROKEN = "charset-guessed", "charset-broken"
SAMPLE = 64 * 1024
# Declared UTF-8 stays UTF-8 while no more than one byte in so many is wrong.
RARE = 50

_WESTERN = "cp1252"
# Codecs of more than one byte a sign: text in them may pass for UTF-8 by chance, so that the name counts.
_WIDE = {
	"utf16": "utf-16", "utf16le": "utf-16-le", "utf16be": "utf-16-be", "utf32": "utf-32", "utf7": "utf-7",
	"unicode11utf7": "utf-7", "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "cp936": "gb18030",
	"hzgb2312": "hz", "big5": "big5hkscs", "big5hkscs": "big5hkscs", "cp950": "cp950", "euckr": "cp949",
	"ksc56011987": "cp949", "ksc56011989": "cp949", "ksc5601": "cp949", "cp949": "cp949", "uhc": "cp949",
	"shiftjis": "cp932", "sjis": "cp932", "cp932": "cp932", "windows31j": "cp932", "eucjp": "euc_jp",
	"iso2022jp": "iso2022_jp_2", "iso2022kr": "iso2022_kr",
}  # fmt: skip
_NARROW = {
	"koi8r": "koi8-r", "koi8": "koi8-r", "koi8u": "koi8-u", "koi8ru": "koi8-u", "koi8t": "koi8-t",
	"ibm866": "cp866", "cp866": "cp866", "ibm855": "cp855", "ibm852": "cp852", "ibm850": "cp850", "ibm437": "cp437",
	"macintosh": "mac-roman", "macroman": "mac-roman", "maccyrillic": "mac-cyrillic", "macukrainian": "mac-cyrillic",
	"maccentraleurope": "mac-latin2", "tis620": "cp874", "windows874": "cp874",
	"latin2": "iso-8859-2", "latin5": "cp1254", "latin9": "iso-8859-15", "latin10": "iso-8859-16",
	"cyrillic": "iso-8859-5", "unicode11utf8": "utf-8", "utf8": "utf-8",
	**{f"{before}{number}": f"cp{number}" for before in ("windows", "win", "cp") for number in range(1250, 1259)},
	**{f"iso8859{number}": f"iso-8859-{number}" for number in range(2, 17) if number not in (9, 12)},
	"iso88599": "cp1254", "iso88598i": "iso-8859-8", "iso88598e": "iso-8859-8",
}  # fmt: skip
# Names that say nothing: what programs write that do not know.
_SILENT = frozenset(
	("", "usascii", "ascii", "ansix341968", "iso88591", "latin1", "windows1252", "win1252", "cp1252", "l1")
)

_NOT_A_NAME = re.compile(r"[^a-z0-9]+")
_YEAR = re.compile(r":(?:19|20)\d\d\Z")
_HIGH = re.compile(rb"[\x80-\xff]+")
# Letters of windows-1251 (the last eight: Ukrainian and ё), three and more of them in a row.
_CYRILLIC_RUN = re.compile(rb"[\xc0-\xff\xa8\xb8\xaa\xba\xaf\xbf\xb2\xb3]{3,}")
# ş or ţ of windows-1250 inside a word.
_ROMANIAN = re.compile(rb"[a-z\xe2\xe3\xee][\xba\xfe]|[\xba\xfe][a-z\xe2\xe3\xee]")
# The letters that make up two thirds of Russian, Bulgarian and Ukrainian texts.
_FREQUENT = frozenset("оеаинтсрвлкіОЕАИНТСРВЛКІ")
_CYRILLIC = ("cp1251", "koi8-u", "iso-8859-5")


def decode(content: bytes, declared: str) -> tuple[str, str]:
	"""The text, and a remark: GUESSED when it is not in the set declared, BROKEN when signs were lost, else ""."""
	if content.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
		codec = "utf-8-sig" if content.startswith(codecs.BOM_UTF8) else "utf-16"
		return _forced(content, codec, "")
	name = _normalised(declared)
	if name in _WIDE:
		return _of_wide(content, _WIDE[name])
	if content.isascii():
		return content.decode("ascii"), ""
	codec = _NARROW.get(name, "")
	text = _as_utf8(content)
	if text is not None:
		return text, "" if codec == "utf-8" else GUESSED
	if codec == "utf-8" and _is_nearly_utf8(content):
		return content.decode("utf-8", "replace"), BROKEN
	if codec not in ("", "utf-8"):
		return _forced(content, codec, "")
	guessed = _guess(content[:SAMPLE])
	silent = name in _SILENT and guessed == _WESTERN and name != ""
	return _forced(content, guessed, "" if silent else GUESSED)


def _normalised(declared: str) -> str:
	"""Names are written in any way: "Windows-1251", "win_1251", "x-cp1251", "iso-8859-1:1987"."""
	return _NOT_A_NAME.sub("", _YEAR.sub("", declared[:60].strip().lower().removeprefix("x-")))


def _of_wide(content: bytes, codec: str) -> tuple[str, str]:
	try:
		return content.decode(codec), ""
	except ValueError:
		text = _as_utf8(content)
		return (text, GUESSED) if text is not None else _forced(content, codec, BROKEN)


def _as_utf8(content: bytes) -> str | None:
	"""As UTF-8, though the last sign be cut in two; None when it is none."""
	try:
		text, used = codecs.utf_8_decode(content, "strict", False)
	except ValueError:
		return None
	return text if used == len(content) or not text.isascii() else None


def _is_nearly_utf8(content: bytes) -> bool:
	sample = content[:SAMPLE]
	high = sum(map(len, _HIGH.findall(sample)))
	return sample.decode("utf-8", "replace").count("\ufffd") * RARE <= high


def _forced(content: bytes, codec: str, remark: str) -> tuple[str, str]:
	try:
		return content.decode(codec), remark
	except ValueError:
		return content.decode(codec, "replace"), BROKEN


def _guess(sample: bytes) -> str:
	runs = b" ".join(_CYRILLIC_RUN.findall(sample))
	high = sum(map(len, _HIGH.findall(sample)))
	if len(runs) * 2 > high:
		return max(_CYRILLIC, key=lambda codec: _frequent(runs, codec))
	is_romanian = b"\xe3" in sample and _ROMANIAN.search(sample)
	return "cp1250" if is_romanian else _WESTERN


def _frequent(runs: bytes, codec: str) -> int:
	return sum(sign in _FREQUENT for sign in runs.decode(codec, "replace"))
