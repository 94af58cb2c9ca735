"""Mails' HTML as people's programs write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.quoted_html import fold_html
from servicedesk.domain.quoted_text import Folded
from servicedesk.domain.safe_html import prepared

OUTLOOK = (
	'<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class=MsoNormal>'
	"<b><span>{}</span></b> Ann<br><b>{}</b> Monday<br></p></div><p>old</p>"
)
PIECES = (
	"<p>", "</p>", "<div class=gmail_quote>", "</div>", "<blockquote type=cite>", "</blockquote>", "<br>", "<hr>", "a", "--",
	"<div id=Signature>", "From: a", "Sent: b", "a@b 1:", "\n", " ", "<", "<!--", "-->", "<img>", "<style>", "</style>",
)  # fmt: skip


@pytest.mark.parametrize(
	"old",
	[
		'<div class="gmail_quote"><div class="gmail_attr">On Mon A wrote:<br></div><blockquote>old</blockquote></div>',
		'<blockquote type="cite"><div>On 3 Nov, Ann wrote:</div><div>old</div></blockquote><img width=1 src=x>',
		'<div class="moz-cite-prefix">On 1.1.26 Ann wrote:<br></div><blockquote cite="mid:a">old</blockquote>',
		'<div id="ydp1yahoo_quoted_2" class="ydp1yahoo_quoted"><div>old</div></div>',
		"<blockquote style='border-left:1px solid #0857A6'>Понедельник от Ann:<br>old</blockquote>",
		"<div>23.11.2026, 10:00, Ann &lt;a@b.ru&gt;:</div><blockquote><p>old</p></blockquote>",
		"<div>пн, 23 лист. 2026 р. о 10:00<br>Ann &lt;a@b.ua&gt; пише:</div><blockquote><p>old</p></blockquote>",
		"<hr><div id=x_divRplyFwdMsg><b>От:</b> Ann</div><p>old</p>",
		"<div id=appendonsend></div><hr><div>old</div>",
		OUTLOOK.format("From:", "Sent:"),
		OUTLOOK.format("От:", "Изпратено:"),
		OUTLOOK.format("От:", "Отправлено:"),
		OUTLOOK.format("Від:", "Надіслано:"),
		OUTLOOK.format("De la:", "Trimis:"),
		"<p>##- Please type above this line -##</p><p>old</p>",
		"<p>On 1 May Desk wrote:</p><p>##- Please type above this line -##</p><p>old</p>",
		"<p>-----Исходное сообщение-----</p><p>old</p>",
		"<blockquote type=cite>old</blockquote><p>--</p><p>Ann</p>",
		"<blockquote type=cite>old</blockquote><div class=gmail_signature>Ann</div>",
	],
)
def test_what_is_quoted_below_an_answer_is_folded(old: str) -> None:
	assert fold_html("<p>Yes</p>" + old) == Folded("<p>Yes</p>", "", old)


@pytest.mark.parametrize(
	"html",
	[
		"",
		"<p>Yes</p>",
		# A forward, a bare quote, a bare signature.
		OUTLOOK.format("From:", "Sent:"),
		"<div class=gmail_quote>old</div>",
		"<div>Ann wrote:</div><blockquote type=cite>old</blockquote>",
		"<div class=gmail_signature>Ann</div>",
		"<div style='display:none'>hidden</div><div class=gmail_quote>old</div>",
		# An answer below.
		"<p>See</p><blockquote type=cite>old</blockquote><p>No.</p>",
		"<blockquote type=cite>On 1 May Desk wrote:<p>##- Please type above -##</p></blockquote><p>No.</p>",
		"<p>See</p><blockquote type=cite>old</blockquote><p><img src=cid:a></p>",
		# The writer's own indentation.
		"<p>See</p><blockquote style='margin-left:1cm'>a</blockquote>",
		"<p>Yes</p><div class=gmail_signature>Ann</div><p>P.S.</p>",
	],
)
def test_all_else_stays_fresh(html: str) -> None:
	assert fold_html(html) == Folded(html, "", "")


@pytest.mark.parametrize(
	"signature",
	[
		"<div class=gmail_signature>Ann<br>Ltd.</div><br>",
		"<span class=gmail_signature_prefix>-- </span><br><div data-x class=gmail_signature>Ann</div>",
		"<div id=Signature><p>Ann</p></div><p>&nbsp;</p>",
		"<p>-- <br>Ann</p>",
		"<div>Sent from my iPhone</div>",
	],
)
def test_a_signature_stands_apart_from_the_quote(signature: str) -> None:
	old = "<blockquote type=cite>old</blockquote>"
	assert fold_html("<p>Yes</p>" + signature + old) == Folded("<p>Yes</p>", signature, old)


def test_a_picture_is_as_good_as_words() -> None:
	html = "<img src=cid:a><div class=gmail_quote>old</div>"
	assert fold_html(html).fresh == "<img src=cid:a>"


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=5)).map("".join))
def test_nothing_is_lost(html: str) -> None:
	found = fold_html(html)
	assert found.fresh + found.signature + found.quoted == prepared(html)
	assert found.fresh.strip() or not prepared(html).strip()
