"""What may stand as a link on pages for customers."""

import pytest

from servicedesk.domain.safe_links import LONGEST, is_safe_link

GOOD = (
	"/portal/requests?show=open",
	"/files/rules.pdf",
	"https://example.org",
	"HTTPS://example.org:8443/a?b=c#d",
	"https://пример.бг/помощ",
	"mailto:desk@example.org",
	"mailto:desk@example.org?subject=Help",
	"tel:+40215550100",
	"tel:0700-55-010",
)
BAD = (
	"",
	"portal",
	"//example.org",
	"/\\example.org",
	"http://example.org",
	"https:example.org",
	"https:///path",
	"https://",
	"https://desk@example.org",
	"https://example.org:port",
	"https://exa mple.org",
	"https://" + "a" * 64 + ".org/ж",
	"https://ж" + "a" * 80 + ".org",
	"javascript:alert(1)",
	"JavaScript:alert(1)",
	"java\nscript:alert(1)",
	"data:text/html,<b>",
	"vbscript:x",
	"ftp://example.org",
	"mailto:",
	"mailto:nobody",
	"tel:",
	"tel:call me",
	'/portal"><script>',
	"/" + "a" * LONGEST,
)


@pytest.mark.parametrize("address", GOOD)
def test_ways_to_a_page_or_a_person(address: str) -> None:
	"""Pages of this site, encrypted ones elsewhere, mail and telephone."""
	assert is_safe_link(address)


@pytest.mark.parametrize("address", BAD)
def test_everything_else_is_refused(address: str) -> None:
	"""Whatever would run, hide where it leads, or leave without encryption."""
	assert not is_safe_link(address)
