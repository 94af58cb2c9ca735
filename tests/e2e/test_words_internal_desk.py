"""The portal of the preset internal-desk is in Ukrainian, all of it."""

import pytest

from tests.e2e.conftest import Arrive
from tests.e2e.portal_language import no_english_left
from tests.e2e.presets import Preset

pytestmark = [pytest.mark.preset("internal-desk"), pytest.mark.site, pytest.mark.browser]

PEOPLE = ("olena.bondar@example.org",)


def test_no_english_left(arrive: Arrive, preset: Preset) -> None:
	"""Every page that a guest and these people can reach."""
	assert preset.language == "uk"
	no_english_left(arrive, preset.language, PEOPLE)
