"""A reader of HTML that never fails: what makes the library's fail, by the two that read with it."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.html_text import text_of
from servicedesk.domain.safe_html import safe_html

PIECES = (
	"<![",
	"]>",
	"]]>",
	"<",
	">",
	"<!",
	"<!--",
	"--",
	"-->",
	"CDATA[",
	"if",
	"endif",
	"<p>",
	"</",
	"&",
	" ",
	"a",
)
# Written by Word and Outlook, and by whoever wants to know what happens: as browsers show them.
SECTIONS = [
	("<p>a</p><![]>b", "<p>a</p>b", "a\nb"),
	("a<![foo[x]]>b", "ab", "ab"),
	("a<![>b", "ab", "ab"),
	("<![if !mso]><p>a</p><![endif]>b", "<p>a</p>b", "a\nb"),
	("<!--[if mso]><i>c</i><![endif]-->d", "d", "d"),
	("a<![CDATA[b]]>c", "ac", "ac"),
	("a<![b", "a&lt;![b", "a<![b"),
	("a<![<b>c</b>", "a&lt;![<b>c</b>", None),
]


@pytest.mark.parametrize(("html", "safe", "text"), SECTIONS)
def test_marked_sections(html: str, safe: str, text: str | None) -> None:
	assert safe_html(html) == safe
	if text is not None:
		assert text_of(html).strip() == text


@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_nothing_fails(html: str) -> None:
	assert "<!" not in safe_html(html)
	text_of(html)


@given(st.text())
def test_no_text_fails(text: str) -> None:
	safe_html(text)
	text_of(text)


@pytest.mark.parametrize("read", [safe_html, text_of])
@pytest.mark.parametrize("sign", ["<![", "<![]", "<![a[", "<![if "])
def test_no_section_takes_long(read: object, sign: str) -> None:
	started = time.process_time()
	assert callable(read)
	read((sign * 20_000)[:20_000])
	assert time.process_time() - started < 1
