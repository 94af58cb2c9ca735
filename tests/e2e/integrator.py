"""The integrator's sample people, and how they register a request."""

from collections.abc import Mapping

from tests.e2e.forms import SEND
from tests.e2e.person import Person

MARIA = "maria.georgieva@example.com"
STOYAN = "stoyan.dimitrov@example.com"
ELITSA = "elitsa.todorova@example.net"
# First line, and supervisor.
IVAYLO = "ivaylo.petrov@example.org"
RADOST = "radost.ilieva@example.org"
FORM = "/portal/new/servizna-zayavka"
IMPACTS = ("1. Критично", "2. Голямо", "3. Средно", "4. Ниско")
SERVICE = "Поддръжка на работни места"
FILLED: Mapping[str, str] = {
	"tip": "Инцидент",
	"kratko_opisanie": "Ноутбукът не се включва",
	"dopulnitelna_informaciya": "От тази сутрин.\nЛампичката на зарядното свети.",
	"vliyanie": "3. Средно",
}
AFFECTED: Mapping[str, str] = {
	"opisanie_oborudvane": "Преносим компютър Latitude 5440, инв. № БЛ-0107",
	"grad": "Пловдив",
	"ulitsa": "ул. „Иван Вазов“ 8, ет. 2",
	"lice_za_kontakt": "Йордан Щерев",
	"telefon_na_liceto": "+359 32 555 013",
}


def fill_in(
	customer: Person,
	more: Mapping[str, str] | None = None,
	*,
	affected: Mapping[str, str] = AFFECTED,
	equipment: str = "",
) -> None:
	"""Fill in the form that is open; `more` are its fields by name, without the form's prefix."""
	page = customer.page
	for name, value in {**FILLED, **affected, **(more or {})}.items():
		entry = page.locator(f"#f_{name}")
		if entry.evaluate("(element) => element.tagName") == "SELECT":
			entry.select_option(value)
		else:
			entry.fill(value)
	if equipment:
		page.select_option("#equipment", equipment)
	if page.locator("select#service").count() and not page.input_value("#service"):
		page.select_option("#service", SERVICE)


def register(customer: Person, **more: str) -> str:
	"""Register a request at the portal; return its number."""
	customer.open(FORM)
	fill_in(customer, more)
	answer = customer.press(SEND)
	assert answer.status == 200, answer.status
	return customer.number()
