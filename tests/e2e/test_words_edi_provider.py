"""The portal of the preset edi-provider is in Romanian, all of it."""

import pytest

from tests.e2e.conftest import Arrive
from tests.e2e.portal_language import no_english_left
from tests.e2e.presets import Preset

pytestmark = [pytest.mark.site, pytest.mark.browser]

PEOPLE = ("cristina.tanasescu@example.com", "mihai.ionescu@example.com")


def test_no_english_left(arrive: Arrive, preset: Preset) -> None:
	"""Every page that a guest and these people can reach."""
	assert preset.language == "ro"
	no_english_left(arrive, preset.language, PEOPLE)
