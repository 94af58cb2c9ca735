"""The portal of the preset outsourcer is in Russian, all of it."""

import pytest

from tests.e2e.conftest import Arrive
from tests.e2e.portal_language import no_english_left
from tests.e2e.presets import Preset

pytestmark = [pytest.mark.preset("outsourcer"), pytest.mark.site, pytest.mark.browser]

PEOPLE = ("anna.kuznetsova@example.com", "sergey.orlov@example.com")


def test_no_english_left(arrive: Arrive, preset: Preset) -> None:
	"""Every page that a guest and these people can reach."""
	assert preset.language == "ru"
	no_english_left(arrive, preset.language, PEOPLE)
