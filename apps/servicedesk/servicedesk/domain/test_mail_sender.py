"""Whose a sender is."""

import pytest

from servicedesk.domain.mail_sender import SenderMatch, match_sender

ANNA = SenderMatch("ANNA", "Client")
CONTACTS = {
	"anna@client.example": [ANNA, ANNA],
	"info@shared.example": [ANNA, SenderMatch("BORIS", "Other")],
	"vera@gmail.com": [SenderMatch("VERA", "")],
}
CUSTOMERS = {"client.example": ["Client"], "shared.example": ["Client", "Other"], "gmail.com": ["Client"]}


@pytest.mark.parametrize(
	("address", "expected"),
	[
		("Anna@Client.example ", ANNA),
		("new@client.example", SenderMatch("", "Client")),
		("vera@gmail.com", SenderMatch("VERA", "")),
		# A free address is nobody's colleague, whatever stands in the customer.
		("somebody@gmail.com", SenderMatch()),
		# Two could be meant.
		("info@shared.example", SenderMatch()),
		("new@shared.example", SenderMatch()),
		("x@sub.client.example", SenderMatch()),
		("x@evil-client.example", SenderMatch()),
		("x@other.example", SenderMatch()),
		("client.example", SenderMatch()),
		("@client.example", SenderMatch()),
		("x@", SenderMatch()),
		("", SenderMatch()),
	],
)
def test_whose_it_is(address: str, expected: SenderMatch) -> None:
	assert match_sender(address, CONTACTS, CUSTOMERS) == expected
