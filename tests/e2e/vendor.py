"""The software vendor's sample people, and how a case is submitted, categorised and followed."""

from collections.abc import Mapping

from tests.e2e.forms import SEND
from tests.e2e.person import Person
from tests.e2e.steps import call

MARINA = "office@hotel-marina.example"
# Reads English.
PERLA = "office@hotel-perla.example"
# Supervisor, and an agent.
VIKTOR = "viktor.marinov@example.org"
DESISLAVA = "desislava.koleva@example.org"
INCIDENT, QUERY = "/portal/new/incident", "/portal/new/zapitvane"
CRITICAL, URGENT, STANDARD = "Критичен", "Спешен", "Стандартен"
SUB_CATEGORIES: Mapping[str, tuple[str, str]] = {
	"Рецепция": ("podkategoriya", "Резервации"),
	"Ресторант": ("podkategoriya", "Склад"),
	"Справки и настройки": ("podkategoriya", "Справки"),
}
SUBJECT = "Грешна сума в дневната справка"


def fill_in(customer: Person, category: str = "Справки и настройки", subject: str = SUBJECT) -> None:
	"""Fill in the form that is open; the processing mode stays as it is offered."""
	page = customer.page
	field, sub_category = SUB_CATEGORIES[category]
	page.select_option("#f_kategoriya", category)
	page.select_option(f"#f_{field}", sub_category)
	page.fill("#f_tema", subject)
	page.fill("#f_opisanie", "Сумата на нощувките е с 12,40 лв. по-малка.\nОт вчера.")
	choice = page.locator("select#service")
	if choice.count():
		choice.select_option("Хотелски софтуер")


def submit(customer: Person, form: str = INCIDENT, subject: str = SUBJECT) -> str:
	"""Submit a case online; return its number."""
	customer.open(form)
	fill_in(customer, subject=subject)
	answer = customer.press(SEND)
	assert answer.status == 200, answer.status
	return customer.number()


def categorise(supervisor: Person, number: str, urgency: str, category: str = "Справки") -> str:
	"""Categorise a case as the desk's dialog does; return its state."""
	answer = call(supervisor, "triage.categorise", number=number, category=category, urgency=urgency)
	assert answer.ok, answer.text()[:500]
	return str(answer.json()["message"])


def take_next(agent: Person) -> str:
	"""Take the next case of the queue as the desk's button does; return its number, "" for none."""
	answer = call(agent, "queue.take_next")
	assert answer.ok, answer.text()[:500]
	return str(answer.json()["message"])


def empty_the_queue(agent: Person) -> None:
	"""Take whatever waits there from before, so that a test's own cases are the whole queue."""
	while take_next(agent):
		pass
