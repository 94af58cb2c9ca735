"""HTML as text."""

import pytest

from servicedesk.domain.html_text import text_of


@pytest.mark.parametrize(
	("html", "text"),
	[
		("", ""),
		("plain", "plain"),
		("one<br>two", "one\ntwo"),
		("<p>one</p><p>two</p>", "one\n\ntwo"),
		("<div>one</div>two", "one\ntwo"),
		("a  \t b ", "a b"),
		("<p>a</p><p></p><p></p><p>b</p>", "a\n\nb"),
		("&lt;b&gt; &amp; &#1041;", "<b> & Б"),
		("<script>alert(1)</script>after", "after"),
		("<style>p{}</style><b onclick='x()'>bold</b>", "bold"),
		("</script>stray end", "stray end"),
		("<script>never closed", ""),
		("<img src=x onerror=alert(1)>", ""),
		("5 < 6", "5 < 6"),
		("do<ul><li>a</li><li>b<ol><li>c</li><li>d</li></ol></li></ul>", "do\n- a\n- b\n1. c\n2. d"),
		("<li>no list</li>", "- no list"),
		("</ul>stray", "stray"),
		('<a href="https://a.test/b">here</a>!', "here (https://a.test/b)!"),
		('<a href="https://a.test/b"> https://a.test/b</a>', " https://a.test/b".strip()),
		('<a href="javascript:x">here</a> <a name=x>there</a>', "here there"),
	],
)
def test_text(html: str, text: str) -> None:
	assert text_of(html) == text
