"""HTML of mails, honest and hostile."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.mail_html import folded, safe_mail_html, shown_mail_html, with_pictures
from servicedesk.domain.mail_reader import LONGEST, MOST_OPEN

LINK = 'rel="noopener nofollow ugc" target="_blank"'
INLINE = {"logo@x": "/private/files/logo.png", "a b": "/private/files/b.png"}
PIECES = (
	"<p>", "</p>", "<table>", "<td", " colspan=2>", "<svg>", "<style>", "</style>", "<!--", "-->", "<![", "]]>", "<",
	">", '"', "'", "&lt;", "<img src=cid:", "<a href=", "<details class=sd-quoted>", "a", "=", " ", "</", "<math>", "/",
)  # fmt: skip


@pytest.mark.parametrize(
	("html", "safe"),
	[
		# What people write stays.
		("<h1>A</h1><p>b<p>c", "<p>A</p><p>b</p><p>c</p>"),
		("<p>a<div>b</div></p>c", "<p>a</p><div>b</div>c"),
		("<h2><i>a<div>b</div></h2>c", "<p><i>a</i></p><div>b</div>c"),
		("<p>a<x><p>b<ul><li>c<b>d<li>e", "<p>a</p><p>b</p><ul><li>c<b>d</b></li><li>e</li></ul>"),
		("<ul><li>a<li>b</ul><li>c", "<ul><li>a</li><li>b</li></ul><div>c</div>"),
		("<del>a</del><strike>b</strike><ins>c</ins><tt>d</tt>", "<s>a</s><s>b</s><u>c</u><code>d</code>"),
		('<span style="font-weight:bold;COLOR:red">a</span>', "<b>a</b>"),
		('<p style="font-style:italic">a</p>', "<p><i>a</i></p>"),
		("<font color=white>a</font>", "a"),
		("a<br>b<hr>c<wbr>d", "a<br>b<hr>cd"),
		("<p>a \r\n\n\tb\n</p>\n c<pre>d\n e</pre>", "<p>a b </p> c<pre>d\n e</pre>"),
		# Tables: of Outlook, without an end, and parts of one without it.
		(
			'<table class=x><tr><td colspan="2" width=1>a<td rowspan=x>b<tr><th colspan=101>c</table>',
			'<table><tr><td colspan="2">a</td><td>b</td></tr><tr><th>c</th></tr></table>',
		),
		("<tr><td>a</td></tr>", "<div><div>a</div></div>"),
		# Links.
		('<a href="https://a.test/?b&amp;c">x</a>', f'<a href="https://a.test/?b&amp;c" {LINK}>x</a>'),
		("<a href=' JavaScript:alert(1)'>x</a>", "x"),
		("<a href='data:text/html,x'>x</a>", "x"),
		("<a href='vbscript:x'>x</a><a name=b>y</a>", "xy"),
		("<a href=https://a.test><a href=https://b.test>x</a></a>", f'<a href="https://a.test" {LINK}>x</a>'),
		(f"<a href=https://a.test/{'b' * 2000}>x</a>", "x"),
		# Nothing is fetched.
		("<img src=https://a.test/b/c.png?d>", f'<a href="https://a.test/b/c.png?d" {LINK}>[c.png]</a>'),
		('<img src="//a.test/c.png" alt="A  logo">', "[A logo]"),
		("<a href=https://a.test><img src=https://a.test/c.png></a>", f'<a href="https://a.test" {LINK}>[c.png]</a>'),
		("<img src=data:image/png;base64,AAAA>", "[…]"),
		("<img src=https://a.test/1.gif width=1 height=1>a", "a"),
		("<img src=https://a.test/1.gif style='height:0px'>a", "a"),
		("<img src=https://a.test/1.gif style='display: none'>a", "a"),
		("<img srcset=https://a.test/1.gif>", "[…]"),
		("<p background=https://a.test style='background:url(https://a.test)'>a</p>", "<p>a</p>"),
		("<link rel=stylesheet href=https://a.test><meta http-equiv=refresh content=0>a", "a"),
		("<video poster=https://a.test><source src=https://a.test>a</video>", "a"),
		# Pictures that came along.
		(
			"<img src=cid:logo@x width=10 height=9999 onerror=x>",
			'<img src="/private/files/logo.png" alt="logo" width="10">',
		),
		("<img src=CID:a%20b alt=A style='width:5.5px'>", '<img src="/private/files/b.png" alt="A" width="5">'),
		("<img src=cid:gone@x>", "[gone]"),
		("<img src=/private/files/logo.png>", "[…]"),
		# Hidden words.
		("<div style='display:none'>a<div>b</div></div>c", "c"),
		("<span style='mso-hide:all'>a</span>c", "c"),
		# What would run, and what is read otherwise the second time.
		("<script>a</script><style>b</style><title>c</title>d", "d"),
		("<div style=\"width:expression(alert(1))\" onclick=x>a</div>", "<div>a</div>"),
		("<svg><style><img src=x onerror=alert(1)></style></svg>a", "a"),
		("<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>", "<table></table>"),
		("<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>", "[…]&#x27;&gt;"),
		("<form action=https://a.test><input name=b><button>c</button></form>", "c"),
		("<!--[if mso]><i>a</i><![endif]-->b<![if !mso]><i>c</i><![endif]>", "b<i>c</i>"),
		("<!-- <!-- a --> --><p>b</p>", " --&gt;<p>b</p>"),
		("a<!-- never closed <p>b</p>", "a"),
		("<details class=sd-quoted open><summary>x</summary>a</details>", "xa"),
		("&lt;script&gt;&amp;lt;", "&lt;script&gt;&amp;lt;"),
	],
)  # fmt: skip
def test_html(html: str, safe: str) -> None:
	assert safe_mail_html(html, INLINE) == safe


def test_what_is_stored_is_shown_with_labels_and_its_own_pictures() -> None:
	fresh = safe_mail_html("<p>a</p><img src=cid:logo@x>", {"logo@x": "cid:logo@x"})
	stored = with_pictures(folded(fresh, "<b>s", "q & <i>r</i>"), {"logo@x": '/private/files/l"o.png'})
	labels = {"sd-quoted": "Old <words>", "sd-signature": "Signature"}
	assert shown_mail_html(stored, ['/private/files/l"o.png'], labels) == (
		'<p>a</p><img src="/private/files/l&quot;o.png" alt="logo">'
		'<details class="sd-signature"><summary>Signature</summary><b>s</b></details>'
		'<details class="sd-quoted"><summary>Old &lt;words&gt;</summary>q &amp; <i>r</i></details>'
	)
	# A picture of another message is only named.
	assert shown_mail_html(stored, [], {}).startswith("<p>a</p>[logo]<b>s</b>")


def test_pictures_that_were_not_stored_are_named() -> None:
	assert with_pictures('<img src="cid:a&amp;b" alt="A">', {}) == "[A]"
	assert with_pictures('<img src="cid:a&amp;b" alt="">', {"a&b": "/c"}) == '<img src="/c" alt="">'
	assert with_pictures('<img src="cid:a" alt="">', {}) == "[…]"


def test_nothing_is_folded_where_nothing_is_to_fold() -> None:
	assert folded("<p>a</p>", "", "") == "<p>a</p>"


def test_what_comes_out_is_bounded() -> None:
	assert len(safe_mail_html("<b>" + "&" * LONGEST, {})) < LONGEST + 10
	assert safe_mail_html("<b>" + "&" * (LONGEST // 2) + "<br>a", {}) == "<b>…</b>"
	deep = safe_mail_html("<div>" * 5000 + "a", {})
	assert deep == "<div>" * MOST_OPEN + "a" + "</div>" * MOST_OPEN


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=5)).map("".join))
def test_nothing_fails_and_done_twice_it_changes_nothing(html: str) -> None:
	safe = safe_mail_html(html, INLINE)
	assert shown_mail_html(safe, list(INLINE.values()), {}) == safe
	for word in ("<svg", "<math", "<style", "<!", "<details", "<script"):
		assert word not in safe
