"""Pages that a request type has by its settings: the one that asks whether to send, and the form for everybody."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.bench import Administrator, Database
from tests.e2e.conftest import Arrive
from tests.e2e.desk_records import DeskRecords
from tests.e2e.forms import SEND
from tests.e2e.page_checks import good_for_everybody
from tests.e2e.person import CRISTINA, HELPDESK_FORM
from tests.e2e.portal_map import BY_SETTINGS

pytestmark = [pytest.mark.site, pytest.mark.browser]

SET = {"review": 1, "public": 1, "public_question": "Cât fac doi și cu doi?", "public_answer": "patru"}
# Whose the requests of strangers are.
ADOPTS = "dobre-distributie"
ROUTE = HELPDESK_FORM.rpartition("/")[2]


@pytest.fixture(scope="module")
def with_settings(
	chromium: Browser, desk_url: str, administrator: Administrator, database: Database
) -> Iterator[None]:
	"""The helpdesk form asks before it sends, and stands open to everybody."""
	columns = ", ".join(SET)
	[before] = database.rows(f"select name, {columns} from `tabSD Request Type` where route = %s", (ROUTE,))
	name = before.pop("name")
	with chromium.new_context() as context:
		records = DeskRecords(context.request, desk_url)
		records.sign_in(administrator.user, administrator.password)
		records.change("SD Settings", "SD Settings", unknown_customer=ADOPTS)
		records.change("SD Request Type", name, **SET)
		yield
		records.change("SD Request Type", name, **before)
		records.change("SD Settings", "SD Settings", unknown_customer="")


def test_the_page_that_asks_whether_to_send(arrive: Arrive, with_settings: None) -> None:
	"""Good for everybody, and what was typed stands on it."""
	person = arrive(CRISTINA)
	person.open(HELPDESK_FORM)
	person.fill_in()
	person.press(SEND)
	assert BY_SETTINGS["review"] in person.page.url
	expect(person.page.locator("main")).to_contain_text("Factura nu ajunge la retailer")
	good_for_everybody(person, "review")


@pytest.mark.parametrize("name", [name for name in BY_SETTINGS if name.startswith("public")])
def test_pages_for_everybody(arrive: Arrive, with_settings: None, name: str) -> None:
	"""Also for whoever has no account."""
	guest = arrive()
	assert guest.open(BY_SETTINGS[name]).status == 200
	good_for_everybody(guest, name)


def test_a_form_for_everybody_with_faults(arrive: Arrive, with_settings: None) -> None:
	"""The page that comes back is as good."""
	guest = arrive()
	guest.expect_status(422)
	guest.open(BY_SETTINGS["public_form"])
	assert guest.press("main form button.primary").status == 422
	good_for_everybody(guest, "public_form_with_faults")
