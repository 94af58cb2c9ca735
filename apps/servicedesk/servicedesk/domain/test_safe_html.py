"""Anybody's HTML as plain HTML."""

import time

import pytest

from servicedesk.domain.safe_html import safe_html

LINK = 'rel="noopener nofollow ugc" target="_blank"'


@pytest.mark.parametrize(
	("html", "safe"),
	[
		("plain & <", "plain &amp; &lt;"),
		("one<br/>two", "one<br>two"),
		("<p class=x style='a'>a</p>", "<p>a</p>"),
		("<b onclick=x()>a</b>", "<b>a</b>"),
		("<h1>Head</h1>text", "<p>Head</p>text"),
		(
			"<blockquote><pre><code>a</code></pre></blockquote>",
			"<blockquote><pre><code>a</code></pre></blockquote>",
		),
		('<a href="https://a.test/?b&amp;c">x</a>', f'<a href="https://a.test/?b&amp;c" {LINK}>x</a>'),
		('<a href="javascript:alert(1)">x</a>', "<a>x</a>"),
		('<a href=" HTTPS://a.test">x</a>', f'<a href="HTTPS://a.test" {LINK}>x</a>'),
		(f'<a href="https://a.test/{"b" * 2000}">x</a>', "<a>x</a>"),
		("<a name=x>y</a>", "<a>y</a>"),
		("<img src=x onerror=alert(1)>a", "a"),
		("<script>alert(1)</script>after", "after"),
		("<script>never closed", ""),
		("<iframe>a<iframe>b</iframe>c</iframe>d", "d"),
		("<noscript><b>a</b></noscript>d", "d"),
		("<svg><script>a</script><b>b</b></svg>", "<b>b</b>"),
		("<em>never closed", "<em>never closed</em>"),
		("<b><i>a</b>c</i>", "<b><i>a</i></b>c"),
		("</b>stray", "stray"),
		("<!-- a --><!doctype html>b", "b"),
		("<!-- <b>a</b> -->b<!--[if mso]><i>c</i><![endif]-->d", "bd"),
		("a<!-- never closed <b>b</b>", "a"),
		("a <b c <i>d</i>", "a &lt;b c <i>d</i>"),
		("&lt;script&gt;", "&lt;script&gt;"),
	],
)
def test_html(html: str, safe: str) -> None:
	assert safe_html(html) == safe


def test_done_twice_it_changes_nothing() -> None:
	html = safe_html("<div><p>a<ul><li>b & <a href='https://c.test/?d&e'>f</a>")
	assert safe_html(html) == html


@pytest.mark.parametrize("sign", ["<", "<!", "<a ", "<b>", "&", "</", "<!--", "<![CDATA[", "<b", "<div><"])
def test_no_html_takes_long(sign: str) -> None:
	started = time.process_time()
	safe_html((sign * 20_000)[:20_000])
	assert time.process_time() - started < 1
