"""Manual software-vendor, step 6: the credits that the chosen mode will cost stand under the field and change with it."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Arrive
from tests.e2e.vendor import INCIDENT, MARINA, PERLA

pytestmark = [pytest.mark.site, pytest.mark.browser, pytest.mark.preset("software-vendor")]

MODES = {
	"Стандартен": "1 сервизен кредит",
	"Фиксиран": "6 сервизни кредита",
	"Експресен": "2 сервизни кредита",
}
COSTS = "[data-help-of=f_rezhim] li"


def test_6_the_cost_changes_with_the_mode(arrive: Arrive) -> None:
	"""Of the chosen mode and of no other, said to a screen reader, and nothing below moves."""
	marina = arrive(MARINA)
	marina.open(INCIDENT)
	shown = marina.page.locator(f"{COSTS}:visible")
	button = marina.page.locator("main form.form button.primary")
	places = set()
	for mode, cost in MODES.items():
		marina.page.select_option("#f_rezhim", mode)
		expect(shown).to_have_count(1)
		expect(shown).to_contain_text(cost)
		places.add(str(button.bounding_box()))
	assert len(places) == 1
	expect(marina.page.locator("[data-help-of=f_rezhim]")).to_have_attribute("aria-live", "polite")


def test_6_without_script_all_costs_are_listed(arrive: Arrive) -> None:
	"""Whoever cannot see them change sees them all."""
	marina = arrive(MARINA, java_script_enabled=False)
	marina.open(INCIDENT)
	for line, cost in zip(marina.page.locator(COSTS).all(), MODES.values(), strict=True):
		expect(line).to_be_visible()
		expect(line).to_contain_text(cost)


def test_6_the_cost_in_english(arrive: Arrive) -> None:
	"""For whoever reads English."""
	perla = arrive(PERLA, locale="en-GB")
	perla.open(INCIDENT)
	perla.page.select_option("#f_rezhim", "Експресен")
	expect(perla.page.locator(f"{COSTS}:visible")).to_contain_text("2 service credits")
