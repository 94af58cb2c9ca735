"""Manual outsourcer, step 1, in Russian: a mail to the support address becomes a ticket, and what follows goes by mail."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e import mail_in, received_mail
from tests.e2e.bench import Administrator, Database
from tests.e2e.conftest import Arrive
from tests.e2e.desk import TicketForm, take_next, triage
from tests.e2e.desk_records import DeskRecords
from tests.e2e.mail_in import DeskMailbox, Sender
from tests.e2e.outsourcer import ANNA, ASKED, DMITRIY, LINE_1, of_ticket, taken
from tests.e2e.person import Person
from tests.e2e.received_mail import Mail
from tests.e2e.request_view import detail, see_state
from tests.e2e.samples import PNG

pytestmark = [pytest.mark.site, pytest.mark.browser, pytest.mark.preset("outsourcer")]

ANNA_WRITES = Sender("Анна Кузнецова", ANNA)
NEW_COLLEAGUE = Sender("Тимур Гараев", "timur.garaev@example.com")
STRANGER = Sender("Лидия Чехова", "lidiya.chekhova@example.edu")
VECTOR, UNKNOWN = "ooo-vektor", "neizvestnye-otpraviteli"
SUBJECT = "Принтер печатает полосы"
BODY = "Добрый день!\n\nПринтер в 301-м кабинете печатает полосы на каждой странице.\nКартридж меняли вчера."
PICTURE = "polosy@vector"
REPORT = b"Page 1: 12 stripes\n"
TRIAGE, TAKE_NEXT, ASK = "Разбор", "Взять следующую", "Запросить информацию"
QUESTION = "Полосы есть и на тестовой странице?"
REPLY = "Да, на тестовой странице тоже."
CONFIRMED = "зарегистрирована"


@pytest.fixture(scope="module")
def mailbox(
	chromium: Browser, desk_url: str, administrator: Administrator, database: Database
) -> Iterator[DeskMailbox]:
	"""The support address of this run."""
	with chromium.new_context() as context:
		records = DeskRecords(context.request, desk_url)
		records.sign_in(administrator.user, administrator.password)
		made = mail_in.mailbox_of_this_run(database, records)
		yield made
		mail_in.put_back(made, records)


def test_1_a_mail_becomes_a_ticket_and_is_answered_by_mail(
	arrive: Arrive, mailbox: DeskMailbox, database: Database
) -> None:
	"""Заявка создаётся автоматически, тело письма – её описание; each helper says what it shows."""
	anna, dmitriy = arrive(ANNA), arrive(DMITRIY)
	while taken(dmitriy):
		pass
	number = anna_writes(mailbox, database)
	confirmation_arrives(number, anna)
	anna_sees_what_she_wrote(anna, number)
	question = line_1_takes_it_from_the_queue_and_asks(dmitriy, number)
	anna_answers_by_mail(mailbox, question, number)
	both_read_the_answer(anna, dmitriy, number)


def anna_writes(mailbox: DeskMailbox, database: Database) -> str:
	"""With a picture in the mail and a file; the mail is taken once, however often the mailbox is read."""
	message = mailbox.write(
		ANNA_WRITES,
		SUBJECT,
		BODY,
		html="<p>" + BODY.replace("\n", "<br>") + f'</p><p><img src="cid:{PICTURE}"></p>',
		pictures=[(PICTURE, PNG)],
		files=[("отчёт.txt", REPORT)],
	)
	found = mailbox.taken(message)
	assert (found.state, found.reason) == ("Ticket", "")
	assert mailbox.taken(message) == found
	assert mailbox.kept_as(message) == 1
	row = of_ticket(database, found.ticket, "channel", "requester", "customer", "subject", "team")
	assert row == ("Email", ANNA, VECTOR, SUBJECT, LINE_1)
	(description,) = of_ticket(database, found.ticket, "description")
	assert said_lines(description) == said_lines(BODY)
	return found.ticket


def said_lines(text: str) -> list[str]:
	"""The lines of a text that say something."""
	return [line.strip() for line in text.splitlines() if line.strip()]


def confirmation_arrives(number: str, anna: Person) -> None:
	"""In Russian, with the way to the ticket."""
	mail = received_mail.wait_for(number, ANNA, lambda mail: CONFIRMED in mail.text)
	assert f"Ваша заявка {number} зарегистрирована: {SUBJECT}." in mail.text
	assert mail.link("/portal/requests/") == f"{anna.address}/portal/requests/{number}"
	assert mail.headers["Auto-Submitted"] == "auto-generated"
	assert f"+{number.lower()}-" in str(mail.headers["Reply-To"]), (
		"an answer finds the ticket whatever programs make of it"
	)


def anna_sees_what_she_wrote(anna: Person, number: str) -> None:
	"""The same register as for every other way: the ticket with its channel, its words and its files."""
	anna.open("/portal/requests")
	expect(anna.page.locator("table.requests")).to_contain_text(number)
	anna.open(f"/portal/requests/{number}")
	expect(anna.page.locator("h1")).to_have_text(SUBJECT)
	expect(detail(anna, "Способ подачи заявки")).to_have_text("Электронная почта")
	expect(anna.page.locator("main")).to_contain_text("Картридж меняли вчера.")
	message = anna.page.locator("#activity .entry-mine").first
	for place, attribute, content in ((".files a", "href", REPORT), (".text img", "src", PNG)):
		link = str(message.locator(place).get_attribute(attribute))
		answer = anna.context.request.get(anna.address + link)
		assert (answer.status, answer.body()) == (200, content)
	expect(message.locator(".files a")).to_have_text("отчёт.txt")
	assert message.locator(".text img").evaluate("(picture) => picture.naturalWidth") > 0, "it is shown"


def line_1_takes_it_from_the_queue_and_asks(dmitriy: Person, number: str) -> Mail:
	"""Line 1 gives it a priority, takes it as the next of its queue, reads it and asks; return the customer's mail."""
	triage(dmitriy, TRIAGE, number, "Печать", impact="Один сотрудник", urgency="Работа затруднена")
	assert take_next(dmitriy, TAKE_NEXT) == number
	form = TicketForm(dmitriy, number)
	form.see_state(LINE_1)
	expect(dmitriy.page.locator(".form-layout")).to_contain_text("Картридж меняли вчера.")
	form.take(ASK, QUESTION)
	form.see_state(ASKED)
	return received_mail.wait_for(number, ANNA, lambda mail: QUESTION in mail.text)


def anna_answers_by_mail(mailbox: DeskMailbox, question: Mail, number: str) -> None:
	"""Her answer is a message on the ticket, whatever her mail program quotes below and forgets to say in its header."""
	found = mailbox.taken(mailbox.answer(ANNA_WRITES, question, REPLY, in_thread=False))
	assert (found.state, found.ticket) == ("Comment", number)


def both_read_the_answer(anna: Person, dmitriy: Person, number: str) -> None:
	"""The ticket goes on; the agent is told by mail and reads it at the desk, the customer on the portal."""
	told = received_mail.wait_for(number, DMITRIY, lambda mail: REPLY in mail.text)
	assert QUESTION not in told.text, "what was quoted is not said again"
	assert "Анна Кузнецова" in told.text
	anna.open(f"/portal/requests/{number}")
	see_state(anna, LINE_1, "active")
	answer = anna.page.locator("#activity .entry-mine").first
	expect(answer).to_contain_text(REPLY)
	folded = answer.locator("details")
	expect(folded).to_contain_text(QUESTION)
	assert not folded.evaluate("(details) => details.open")
	TicketForm(dmitriy, number).see_state(LINE_1)
	expect(dmitriy.page.locator(".form-footer, .sd-conversation").first).to_contain_text(REPLY)


def test_1_the_address_may_carry_a_tag(mailbox: DeskMailbox, database: Database) -> None:
	"""support+office@… is support@…: what follows the plus sign is the sender's own affair."""
	name, _at, domain = mailbox.address.partition("@")
	tagged = DeskMailbox(f"{name}+office@{domain}", database)
	message = tagged.write(ANNA_WRITES, "Нужна мышь", "Прошу выдать мышь.")
	found = mailbox.taken(message)
	assert found.state == "Ticket"
	assert of_ticket(database, found.ticket, "requester") == (ANNA,)


def test_1_an_answer_that_a_machine_gives_is_none(mailbox: DeskMailbox, database: Database) -> None:
	"""Out of the office: no message on the ticket, no new one, no mail back."""
	number = mailbox.taken(
		mailbox.write(ANNA_WRITES, "Не открывается почта", "Пишет: нет соединения.")
	).ticket
	mail = received_mail.wait_for(number, ANNA, lambda mail: CONFIRMED in mail.text)
	before = database.stored()
	machine = (("Auto-Submitted", "auto-replied"), ("X-Auto-Response-Suppress", "All"))
	message = mailbox.answer(ANNA_WRITES, mail, "Я в отпуске до понедельника.", headers=machine)
	assert mailbox.taken(message).state == "Ignored"
	after = database.stored()
	assert (after.tickets, after.messages, after.notices) == (before.tickets, before.messages, before.notices)


def test_1_a_customers_person_without_an_account(mailbox: DeskMailbox, database: Database) -> None:
	"""Known by the company's mail domain: the ticket is the company's, the person its contact."""
	found = mailbox.taken(mailbox.write(NEW_COLLEAGUE, "Нет доступа к папке", "Папка «Проекты»."))
	assert found.state == "Ticket"
	row = of_ticket(database, found.ticket, "customer", "requester", "contact_email", "contact_name")
	assert row == (VECTOR, None, NEW_COLLEAGUE.email, NEW_COLLEAGUE.name)


def test_1_nobody_knows_the_sender(mailbox: DeskMailbox, database: Database, arrive: Arrive) -> None:
	"""Ни одна не будет потеряна: it lands in the same register, under the customer for unknown senders."""
	found = mailbox.taken(mailbox.write(STRANGER, "Хотим стать клиентом", "Сколько стоит поддержка?"))
	assert found.state == "Ticket"
	row = of_ticket(database, found.ticket, "customer", "requester", "contact_email", "channel")
	assert row == (UNKNOWN, None, STRANGER.email, "Email")
	dmitriy = arrive(DMITRIY)
	TicketForm(dmitriy, found.ticket)
	expect(dmitriy.page.locator(".form-layout")).to_contain_text("Сколько стоит поддержка?")
	mail = received_mail.wait_for(found.ticket, STRANGER.email, lambda mail: CONFIRMED in mail.text)
	answered = mailbox.taken(mailbox.answer(STRANGER, mail, "И сколько рабочих мест входит?"))
	assert (answered.state, answered.ticket) == ("Comment", found.ticket)


def test_1_a_strangers_answer_in_the_thread_is_their_own(mailbox: DeskMailbox, database: Database) -> None:
	"""Whoever got hold of a mail, and names its ticket, writes nothing into it."""
	number = mailbox.taken(mailbox.write(ANNA_WRITES, "Не печатает счёт", "Из программы учёта.")).ticket
	mail = received_mail.wait_for(number, ANNA, lambda mail: CONFIRMED in mail.text)
	found = mailbox.taken(mailbox.answer(STRANGER, mail, "Пришлите мне пароль."))
	assert found.state == "Ticket"
	assert found.ticket != number
	messages = database.rows(
		"select content from `tabCommunication` where reference_doctype = 'SD Ticket' and reference_name = %s",
		(number,),
	)
	assert not re.search("пароль", " ".join(row["content"] for row in messages))
