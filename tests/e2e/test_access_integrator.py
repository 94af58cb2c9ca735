"""Manual integrator, steps 1 to 5, in Bulgarian: registration, first sign-in, passwords and the secret question."""

import re
import secrets
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Response, expect

from tests.e2e import received_mail
from tests.e2e.bench import Database
from tests.e2e.conftest import Arrive
from tests.e2e.forms import UNPROCESSABLE
from tests.e2e.person import Person
from tests.e2e.steps import call

pytestmark = [pytest.mark.site, pytest.mark.browser, pytest.mark.preset("integrator")]

OPERATOR = "ivaylo.petrov@example.org"
QUESTION, ANSWER = "Как се казваше първият Ви учител?", "Иван Щърбев"
OTHER_QUESTION, OTHER_ANSWER = "Кое е любимото Ви ястие от детството?", "Баница с тиква"
GENERATED = re.compile(r"^Персонална парола за достъп: (\S+)$", re.MULTILINE)
LABELS = {
	"organisation": "Организация",
	"first_name": "Име",
	"last_name": "Фамилия",
	"position": "Длъжност",
	"city": "Град",
	"address": "Адрес",
	"phone": "Телефон за връзка",
	"email": "(Имейл|Email)",
}
TOO_MANY = 429
MAIN_BUTTON = "main form button.primary"


@dataclass
class Newcomer:
	"""Somebody of an organisation that the desk does not know yet."""

	mark: str = field(default_factory=lambda: secrets.token_hex(4))

	@property
	def email(self) -> str:
		"""Their address, which is their user name too."""
		return f"nadezhda.{self.mark}@example.com"

	@property
	def typed(self) -> dict[str, str]:
		"""What they write into the form of registration: all that the manual lists, in Cyrillic."""
		return {
			"organisation": f"„Родопи Консулт {self.mark}“ ЕООД",
			"first_name": "Надежда",
			"last_name": "Щърбева-Юрукова",
			"position": "Ръководител „Информационно обслужване“",
			"city": "Смолян",
			"address": "бул. „България“ 12, вх. Ѝ",
			"phone": "+359 301 555 017",
			"email": self.email,
		}


def test_registration_first_sign_in_and_changes(arrive: Arrive, database: Database) -> None:
	"""Steps 1 to 5, by one person; each helper says which."""
	newcomer = Newcomer()
	person = arrive()
	register(person, newcomer)
	generated = generated_password_arrives(newcomer)
	everything_is_stored(database, newcomer)
	first_sign_in_demands_a_change(person, newcomer, generated)
	change_in_the_profile(person, "Dve-Rodopi-17", "Tri-Rodopi-26")
	change_the_secret_question(person, "Tri-Rodopi-26")
	forgotten_password(arrive(), newcomer)
	operator_sets_a_temporary_password(arrive(OPERATOR), arrive(), newcomer)


def register(person: Person, newcomer: Newcomer) -> None:
	"""Step 1: от менюто на отворената страница се избира линка „Регистрация“."""
	person.open("/")
	expect(person.page.locator("html")).to_have_attribute("lang", "bg")
	person.press("main a:text-is('Регистрация')")
	expect(person.page.locator("h1")).to_have_text("Регистрация")
	for name, label in LABELS.items():
		expect(person.page.locator(f"label[for={name}]")).to_have_text(re.compile(rf"^{label}( \*)?$"))
		person.page.fill(f"#{name}", newcomer.typed[name])
	person.page.select_option("#question", QUESTION)
	person.page.fill("#answer", ANSWER)
	answer = person.press(MAIN_BUTTON)
	assert answer.status == 200
	expect(person.page.locator("main [role=status]")).to_be_visible()


def generated_password_arrives(newcomer: Newcomer) -> str:
	"""Step 1: the personal, system-generated password comes by mail; its text says that it has to be changed."""
	mail = received_mail.wait_for_one(newcomer.email, lambda mail: bool(GENERATED.search(mail.text)))
	assert "служебно генерирана и трябва да бъде сменена при първо влизане" in mail.text
	assert newcomer.typed["organisation"] in mail.text
	assert f"Потребителско име: {newcomer.email}" in mail.text
	found = GENERATED.search(mail.text)
	assert found
	assert found[1] not in mail.subject
	return found[1]


def everything_is_stored(database: Database, newcomer: Newcomer) -> None:
	"""Step 1: registered once, and stored as it was written; neither password nor answer can be read anywhere."""
	(account,) = database.rows(
		"""select account.*, customer.customer_name from `tabSD Portal Account` account
		join `tabSD Account Customer` acting on acting.parent = account.name
		join `tabSD Customer` customer on customer.name = acting.customer
		where account.user = %s""",
		(newcomer.email,),
	)
	typed = newcomer.typed
	for name in ("position", "city", "address", "phone"):
		assert account[name] == typed[name], name
	assert account["customer_name"] == typed["organisation"]
	assert account["full_name"] == "Надежда Щърбева-Юрукова"
	assert ANSWER not in str(account)


def first_sign_in_demands_a_change(person: Person, newcomer: Newcomer, generated: str) -> None:
	"""Step 2: a change is compulsory, and the secret question stands before it."""
	person.open("/portal/sign-in")
	person.sign_in(newcomer.email, generated)
	for place in ("/portal", "/portal/requests", "/portal/profile"):
		person.open(place)
		assert person.page.url == f"{person.address}/portal/password/new", place
	expect(person.page.locator("label[for=answer]")).to_have_text(QUESTION)
	person.expect_status(UNPROCESSABLE)
	assert set_password(person, "Dve-Rodopi-17", answer="Петър").status == UNPROCESSABLE
	expect(person.page.locator("#answer-error")).to_be_visible()
	# Neither capitals nor spaces matter.
	assert set_password(person, "Dve-Rodopi-17", answer="  иван   ЩЪРБЕВ ").status == 200
	assert person.page.url == f"{person.address}/portal"
	expect(person.page.locator(".who-name")).to_contain_text("Надежда Щърбева-Юрукова")


def set_password(person: Person, password: str, answer: str = "") -> Response:
	"""Fill in the form of a new password that is open, and send it."""
	if answer:
		person.page.fill("#answer", answer)
	person.page.fill("#password", password)
	person.page.fill("#repeated", password)
	return person.press(MAIN_BUTTON)


def change_in_the_profile(person: Person, present: str, new: str) -> None:
	"""Step 3: „Моят профил“ → „Смяна на парола“ → the new password → „Запази“."""
	open_profile(person)
	section = person.page.locator("#password")
	expect(section.locator("h2")).to_have_text("Смяна на парола")
	section.locator("[name=current_password]").fill(present)
	section.locator("[name=password]").fill(new)
	section.locator("[name=repeated]").fill(new)
	press_save(person, "password")


def change_the_secret_question(person: Person, present: str) -> None:
	"""Step 5: in „Моят профил“ the new question and the new answer are filled in."""
	open_profile(person)
	section = person.page.locator("#question")
	section.locator("[name=question]").select_option(OTHER_QUESTION)
	section.locator("[name=answer]").fill(OTHER_ANSWER)
	section.locator("[name=current_password]").fill(present)
	press_save(person, "question")


def open_profile(person: Person) -> None:
	"""Choose „Моят профил“ on whatever page is open."""
	person.press("header a:text-is('Моят профил')")
	expect(person.page.locator("h1")).to_have_text("Моят профил")


def press_save(person: Person, section: str) -> None:
	"""Press „Запази“ in one section of the profile; it says that it has stored it."""
	answer = person.press(f"#{section} button:text-is('Запази')")
	assert answer.status == 200
	expect(person.page.locator(f"#{section} [role=status]")).to_be_visible()


def forgotten_password(person: Person, newcomer: Newcomer) -> None:
	"""Step 4: user name → secret question → right answer → new password; the user is told by mail."""
	person.open("/portal/sign-in")
	person.press("main a:has-text('Забравена парола')")
	give_user_name(person, newcomer.email)
	expect(person.page.locator("label[for=answer]")).to_have_text(OTHER_QUESTION)
	person.expect_status(UNPROCESSABLE)
	assert answer_question(person, ANSWER) == UNPROCESSABLE
	assert answer_question(person, OTHER_ANSWER.upper()) == 200
	assert set_password(person, "Chetiri-Rodopi-35").status == 200
	mail = received_mail.wait_for_one(newcomer.email, lambda mail: "сменена" in mail.subject)
	assert "Паролата на Вашия акаунт" in mail.text
	person.open("/portal/sign-in")
	person.sign_in(newcomer.email, "Chetiri-Rodopi-35")
	assert person.page.url == f"{person.address}/portal"


def operator_sets_a_temporary_password(operator: Person, person: Person, newcomer: Newcomer) -> None:
	"""Step 4: or the user phones, and an operator replaces the password with one for the next sign-in only."""
	answer = call(operator, "access.temporary_password", account=newcomer.email)
	assert answer.ok, answer.text()[:500]
	temporary = str(answer.json()["message"])
	person.open("/portal/sign-in")
	person.sign_in(newcomer.email, temporary)
	assert person.page.url == f"{person.address}/portal/password/new"
	assert set_password(person, "Pet-Rodopi-48").status == 200
	assert person.page.url == f"{person.address}/portal"
	person.open("/portal/requests")
	assert person.page.url == f"{person.address}/portal/requests"


def give_user_name(person: Person, name: str) -> None:
	"""Say on the open page of the forgotten password who one is, and that one will answer the question."""
	person.page.fill("#login", name)
	person.page.check("[name=way][value=question]")
	person.press(MAIN_BUTTON)


def answer_question(person: Person, answer: str) -> int:
	"""Answer the secret question that is asked; return the status."""
	person.page.fill("#answer", answer)
	return person.press(MAIN_BUTTON).status


def test_4_a_wrong_answer_tells_nothing_and_repeated_ones_lock_out(arrive: Arrive) -> None:
	"""Step 4: for a user and for nobody the same page, word for word; after some attempts the same refusal."""
	pages = [
		wrong_answers(arrive(), name)
		for name in ("stoyan.dimitrov@example.com", f"nobody.{secrets.token_hex(4)}@example.com")
	]
	assert pages[0] == pages[1]


def wrong_answers(person: Person, name: str) -> list[tuple[int, str]]:
	"""Answer wrongly until it is refused; return statuses and words, without the name and the question."""
	person.expect_status(UNPROCESSABLE, TOO_MANY)
	person.open("/portal/forgotten")
	give_user_name(person, name)
	question = person.page.locator("label[for=answer]").inner_text()
	seen: list[tuple[int, str]] = []
	while not seen or (seen[-1][0] == UNPROCESSABLE and len(seen) < 20):
		status = answer_question(person, "Не помня")
		words = person.page.locator("main").inner_text().replace(name, "…").replace(question, "?")
		seen.append((status, words))
	assert seen[-1][0] == TOO_MANY
	return seen
