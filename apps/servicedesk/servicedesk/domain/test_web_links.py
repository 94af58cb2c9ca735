"""Addresses within plain text as links."""

import time

import pytest

from servicedesk.domain.web_links import linked

LINK = 'rel="noopener nofollow ugc" target="_blank"'


@pytest.mark.parametrize(
	("text", "html"),
	[
		("", ""),
		('a < b & "c"\nd\'s', "a &lt; b &amp; &quot;c&quot;\nd&#x27;s"),
		(
			"(https://a.test/b?c=1&d=2).",
			f'(<a href="https://a.test/b?c=1&amp;d=2" {LINK}>https://a.test/b?c=1&amp;d=2</a>).',
		),
		(
			"http://a.test http://б.test",
			f'<a href="http://a.test" {LINK}>http://a.test</a> <a href="http://б.test" {LINK}>http://б.test</a>',
		),
		(
			"javascript:alert(1) data:text/html,x ftp://a.test",
			"javascript:alert(1) data:text/html,x ftp://a.test",
		),
		(
			'https://a.test/"onmouseover="x()',
			f'<a href="https://a.test/" {LINK}>https://a.test/</a>&quot;onmouseover=&quot;x()',
		),
		("https://a.test/<script>", f'<a href="https://a.test/" {LINK}>https://a.test/</a>&lt;script&gt;'),
		("https:// https://.", "https:// https://."),
	],
)
def test_links(text: str, html: str) -> None:
	assert linked(text) == html


def test_time_grows_with_the_text() -> None:
	began = time.perf_counter()
	for hostile in ("https://", "https://a", "http", "https://a "):
		linked(hostile * 20_000)
	assert time.perf_counter() - began < 2
