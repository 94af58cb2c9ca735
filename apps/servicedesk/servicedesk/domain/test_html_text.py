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
	],
)
def test_text(html: str, text: str) -> None:
	assert text_of(html) == text
