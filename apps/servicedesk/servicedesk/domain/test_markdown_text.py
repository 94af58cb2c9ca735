"""Markdown as safe HTML."""

import time

import pytest

from servicedesk.domain.markdown_text import as_safe_html

OTHERS = ("> ", "- ", "* *\n", "```\n", "\t", "> > ", "[a](https://a")
LINK = 'rel="noopener nofollow ugc" target="_blank"'


@pytest.mark.parametrize(
	("text", "html"),
	[
		("", ""),
		("one\ntwo\n\nthree", "<p>one<br>two</p><p>three</p>"),
		(
			"**bold** and *italic* and _slanted_",
			"<p><strong>bold</strong> and <em>italic</em> and <em>slanted</em></p>",
		),
		("**a `b` _c_**", "<p><strong>a <code>b</code> <em>c</em></strong></p>"),
		("`<b>**x**</b>`", "<p><code>&lt;b&gt;**x**&lt;/b&gt;</code></p>"),
		("# Title\nwords", "<p><strong>Title</strong></p><p>words</p>"),
		("- a\n* b\n+ c", "<ul><li>a</li><li>b</li><li>c</li></ul>"),
		("1. a\n2) b", "<ol><li>a</li><li>b</li></ol>"),
		("said:\n- a", "<p>said:</p><ul><li>a</li></ul>"),
		("> a\n>b", "<blockquote>a<br>b</blockquote>"),
		("```\n<x>\n **y**\n```\nz", "<pre><code>&lt;x&gt;\n **y**</code></pre><p>z</p>"),
		("```\nnever closed", "<pre><code>never closed</code></pre>"),
		("```", "<pre><code></code></pre>"),
		("[here](https://a.test/?b=1&c)", f'<p><a href="https://a.test/?b=1&amp;c" {LINK}>here</a></p>'),
		("[us](mailto:a@b.test)", f'<p><a href="mailto:a@b.test" {LINK}>us</a></p>'),
		("See https://a.test/b.", f'<p>See <a href="https://a.test/b" {LINK}>https://a.test/b</a>.</p>'),
	],
)
def test_formatting(text: str, html: str) -> None:
	assert as_safe_html(text) == html


@pytest.mark.parametrize(
	"text",
	[
		"2 * 3 * 4",
		"2*3*4",
		"my_file_name.txt and __init__",
		"#1234 failed",
		"-1 degrees",
		"1.5 hours",
		"*",
		"** no **",
		"a [b] (c)",
		"[x](javascript:alert(1))",
		"[x](data:text/html,1)",
		"Ще е 5. Да",
		"\U0001f600 \u05e9\u05dc\u05d5\u05dd",
	],
)
def test_what_is_no_formatting_stays_as_typed(text: str) -> None:
	assert as_safe_html(text) == f"<p>{text}</p>"


def test_nothing_typed_becomes_a_tag() -> None:
	html = as_safe_html('<script>alert(1)</script> <img src=x onerror="a"> [<b>](https://a.test/) **<i>**')
	assert "<script" not in html and "<img" not in html and "<b>" not in html and "<i>" not in html
	assert 'onerror="' not in html


@pytest.mark.parametrize(
	"sign",
	[*"[ ![ ` > * _ ** ``` < [a]( [a][ `a *a **a _a https:// [](< \\ - # 1. ~".split(), *OTHERS],
)
def test_no_text_takes_long(sign: str) -> None:
	started = time.process_time()
	as_safe_html((sign * 20_000)[:20_000])
	assert time.process_time() - started < 0.5
