"""The portal of the preset integrator is in Bulgarian, all of it."""

import pytest

from tests.e2e.conftest import Arrive
from tests.e2e.portal_language import no_english_left
from tests.e2e.presets import Preset

pytestmark = [pytest.mark.preset("integrator"), pytest.mark.site, pytest.mark.browser]

PEOPLE = ("maria.georgieva@example.com", "stoyan.dimitrov@example.com")


def test_no_english_left(arrive: Arrive, preset: Preset) -> None:
	"""Every page that a guest and these people can reach."""
	assert preset.language == "bg"
	no_english_left(arrive, preset.language, PEOPLE)
