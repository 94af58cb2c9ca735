"""The portal of the preset software-vendor is in Bulgarian, all of it."""

import pytest

from tests.e2e.conftest import Arrive
from tests.e2e.portal_language import no_english_left
from tests.e2e.presets import Preset

pytestmark = [pytest.mark.preset("software-vendor"), pytest.mark.site, pytest.mark.browser]

PEOPLE = ("office@hotel-marina.example",)
# The button and the states stand in English in the vendor's Bulgarian manual (steps 6 and 10).
OWN_WORDS = ("Submit", "New", "Queued", "Open", "Resolved", "Closed", "Cancelled")


def test_no_english_left(arrive: Arrive, preset: Preset) -> None:
	"""Every page that a guest and these people can reach."""
	assert preset.language == "bg"
	no_english_left(arrive, preset.language, PEOPLE, OWN_WORDS)
