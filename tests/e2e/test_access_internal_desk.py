"""Manual internal-desk, steps 1, 9 and 10, in Ukrainian: in with the mail's account, out again, and when all is down.

The mail server is a real Dovecot on loopback, which the preset's own source is led to while these tests run.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from front import branding, configuration
from playwright.sync_api import Browser, expect
from post_office.render import PASSWORD as MAIL_PASSWORD

from tests.e2e import bench
from tests.e2e.bench import Administrator, Database
from tests.e2e.conftest import Arrive
from tests.e2e.desk_records import DeskRecords
from tests.e2e.person import PASSWORD, Person
from tests.e2e.presets import Preset
from tests.security.sign_in_servers import Dovecot
from tests.tools.front.echo import command, make_sites
from tests.tools.live_programs import LOOPBACK, free_port, running

pytestmark = [pytest.mark.site, pytest.mark.browser, pytest.mark.preset("internal-desk")]

SOURCE, MAIL_DOMAIN = "Службова пошта", "example.org"
LOCAL_ADMINISTRATOR = "iryna.shevchuk@example.org"
UNAUTHORISED, UNAVAILABLE, BAD_GATEWAY = 401, 503, 502


@dataclass
class Office:
	"""The office's mail server, and what leads the desk's source to it."""

	dovecot: Dovecot
	records: DeskRecords

	def lead_source(self, port: int) -> None:
		"""Have the preset's source ask this port, encrypted, the certificate checked."""
		self.records.change(
			"SD Sign-In Source",
			SOURCE,
			host=LOOPBACK,
			port=port,
			security="TLS",
			check_certificate=1,
			ca_certificate=self.dovecot.certificate.text,
		)


@pytest.fixture(scope="module")
def office(
	chromium: Browser,
	desk_url: str,
	administrator: Administrator,
	tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Office]:
	"""A running mail server that the desk asks; afterwards the source is as the preset has it."""
	dovecot = Dovecot(tmp_path_factory.mktemp("dovecot"))
	with chromium.new_context() as context, dovecot.runs():
		records = DeskRecords(context.request, desk_url)
		records.sign_in(administrator.user, administrator.password)
		made = Office(dovecot, records)
		made.lead_source(dovecot.tls_port)
		yield made
		records.change("SD Sign-In Source", SOURCE, host="mail.example.org", port=0, ca_certificate="")


def sign_in(person: Person, login: str, password: str) -> int:
	"""Open the sign-in page, fill it in and send it; return the answer's status."""
	person.open("/portal/sign-in")
	person.page.fill("#usr", login)
	person.page.fill("#pwd", password)
	return person.press("main form button.primary").status


def test_1_the_login_is_the_short_name_of_the_mail(
	arrive: Arrive, office: Office, database: Database
) -> None:
	"""Наприклад, якщо пошта support@…, то логін буде support; the password is the mail's, and is stored nowhere."""
	person = arrive()
	person.open("/")
	expect(person.page.locator("html")).to_have_attribute("lang", "uk")
	expect(person.page.locator("label[for=usr]")).to_have_text("Ім’я користувача")
	expect(person.page.locator("label[for=pwd]")).to_have_text("Пароль")
	expect(person.page.locator("main a[href='/portal/register']")).to_have_count(0)
	assert sign_in(person, "support", MAIL_PASSWORD) == 200
	assert person.page.url == f"{person.address}/portal"
	address = f"support@{MAIL_DOMAIN}"
	(account,) = database.rows(
		"select account_state, external_login, sign_in_source from `tabSD Portal Account` where user = %s",
		(address,),
	)
	assert account == {"account_state": "Active", "external_login": "support", "sign_in_source": SOURCE}
	stored = database.count(
		"select count(*) from __Auth where doctype = 'User' and name = %s and fieldname = 'password'",
		(address,),
	)
	assert stored == 0


def test_1_a_wrong_password_and_a_mail_server_that_is_down(arrive: Arrive, office: Office) -> None:
	"""Neither lets anybody in, and each says what it is; people with a password of the desk's own still get in."""
	person = arrive()
	person.expect_status(UNAUTHORISED, UNAVAILABLE)
	assert sign_in(person, "support", "не той пароль") == UNAUTHORISED
	wrong = person.page.locator("main [role=alert]").inner_text()
	office.lead_source(free_port())
	try:
		assert sign_in(person, "support", MAIL_PASSWORD) == UNAVAILABLE
		down = person.page.locator("main [role=alert]").inner_text()
		assert down != wrong
		administrator = arrive()
		sign_in(administrator, LOCAL_ADMINISTRATOR, PASSWORD)
		administrator.page.wait_for_url(re.compile(r"/app(/|$)"))
	finally:
		office.lead_source(office.dovecot.tls_port)


def test_9_signing_out_ends_the_session_on_that_device(arrive: Arrive, office: Office) -> None:
	"""«Вийти»: every window of that browser is out, and going back shows nothing."""
	person = arrive()
	assert sign_in(person, "support", MAIL_PASSWORD) == 200
	other = person.context.new_page()
	other.goto(f"{person.address}/portal/requests")
	expect(other.locator("nav.menu")).to_be_visible()
	person.press("header button:text-is('Вийти')")
	expect(person.page.locator("#pwd")).to_be_visible()
	other.reload()
	expect(other.locator("#pwd")).to_be_visible()
	other.go_back()
	expect(other.locator("nav.menu")).to_have_count(0)
	assert person.context.request.get(f"{person.address}/portal/session").json()["signed_in"] is False


@pytest.fixture
def dead_portal(preset: Preset, desk_url: str, tmp_path: Path) -> Iterator[str]:
	"""The address of a front that knows the site from before, and behind which nothing answers any more."""
	known = branding.ask(bench.web_port(), bench.site_name())
	assert known, "The site does not say whose it is"
	site = configuration.Site(bench.site_name(), free_port(), ("localhost",))
	settings = configuration.Settings(
		folder=tmp_path / "nginx",
		sites_folder=make_sites(tmp_path / "sites"),
		sites=(site,),
		web_port=free_port(),
		realtime_port=free_port(),
		branding=known,
		addresses=configuration.own_addresses(),
		access_log=str(tmp_path / "access.log"),
		error_log=str(tmp_path / "error.log"),
	)
	with running(command(settings), tmp_path / "log", site.port):
		yield f"http://localhost:{site.port}"


def test_10_when_the_portal_is_down_the_page_names_the_phone(
	arrive: Arrive, dead_portal: str, preset: Preset
) -> None:
	"""В разі непрацездатності порталу потрібно звертатися за телефоном; the page needs neither site nor database."""
	person = arrive()
	person.expect_status(BAD_GATEWAY)
	answer = person.page.goto(f"{dead_portal}/portal/requests")
	assert answer
	assert answer.status == BAD_GATEWAY
	expect(person.page.locator("html")).to_have_attribute("lang", "uk")
	phone = person.page.locator("a[href^='tel:']")
	expect(phone).to_have_text(preset.phone)
	expect(person.page.locator("body")).to_contain_text("HELP DESK")
