"""Whose a sender is."""

import pytest

from servicedesk.domain.mail_sender import SenderMatch, domain_of, match_sender

ANNA, ANNA_ELSEWHERE = SenderMatch("ANNA", "Client"), SenderMatch("ANNA", "Other")


@pytest.mark.parametrize(
	("people", "owners", "expected"),
	[
		([ANNA, ANNA], [], ANNA),
		# The whole address says more than its domain.
		([ANNA], ["Other"], ANNA),
		([], ["Client"], SenderMatch("", "Client")),
		# Whoever acts for several writes for the one whose address it is.
		([ANNA, ANNA_ELSEWHERE], ["Other", "Third"], ANNA_ELSEWHERE),
		# Two could be meant.
		([ANNA, ANNA_ELSEWHERE], ["Third"], SenderMatch()),
		([ANNA, ANNA_ELSEWHERE], ["Client", "Other"], SenderMatch()),
		([], ["Client", "Other"], SenderMatch()),
		([], [], SenderMatch()),
	],
)
def test_whose_it_is(people: list[SenderMatch], owners: list[str], expected: SenderMatch) -> None:
	assert match_sender(people, owners) == expected


@pytest.mark.parametrize(
	("address", "domain"),
	[
		("Anna@Client.example ", "client.example"),
		("x@sub.client.example", "sub.client.example"),
		# A free address is nobody's colleague, whatever stands in the customer.
		("somebody@Gmail.com", ""),
		("client.example", ""),
		("@client.example", ""),
		("x@", ""),
		("", ""),
	],
)
def test_domains_that_tell(address: str, domain: str) -> None:
	assert domain_of(address) == domain
