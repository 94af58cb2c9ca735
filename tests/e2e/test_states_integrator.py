"""Manual integrator, step 10, in Bulgarian: the ten states of a request, one after the other, and what people see.

An agent works at Frappe's desk; the customer reads her request's page and her mail.
"""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.e2e import received_mail
from tests.e2e.bench import Database
from tests.e2e.conftest import Arrive
from tests.e2e.desk import TicketForm
from tests.e2e.forms import UNPROCESSABLE
from tests.e2e.integrator import AFFECTED, IVAYLO, MARIA, RADOST, register
from tests.e2e.person import Person
from tests.e2e.request_view import actions, see_clock, see_state
from tests.e2e.steps import ask_for_step, call, take_step

pytestmark = [pytest.mark.site, pytest.mark.browser, pytest.mark.preset("integrator")]

STATES = (
	"Отворена",
	"Насочена",
	"В изпълнение",
	"Очаква клиент",
	"Очаква събитие",
	"Временно решена",
	"Решена",
	"За фактуриране",
	"Очаква плащане",
	"Затворена",
)
# What the desk's buttons are called.
ASSIGN, HAND_ON, PLAN_VISIT = "Възложи", "Предай", "Планирай посещение"
SECOND_LINE = "Втора линия"
APPROVAL = "Одобрение за смяна на дънната платка."
PARTS = "Доставка на дънна платка, очаквана в петък."
WORKAROUND = "Предоставен е оборотен компютър."
DONE = "Сменена е дънната платка.\nПроверени са батерията и зарядното."
REACTION, REPAIR = "Време за реакция", "Време за отстраняване"


def told(number: str, state: str, words: str = "") -> None:
	"""The customer's mail names the state, and carries the words if there were any."""
	quoted = f"„{state}“"
	mail = received_mail.wait_for(number, MARIA, lambda mail: quoted in mail.text)
	assert words in mail.text


def test_10_the_states_are_those_of_the_manual(database: Database) -> None:
	"""Exactly ten with these names, and the cancelled one of step 13."""
	rows = database.rows(
		"select state, sd_category from `tabWorkflow Document State` where parent = %s order by idx",
		("Сервизни заявки",),
	)
	assert tuple(row["state"] for row in rows) == (*STATES, "Анулирана")
	assert {row["state"] for row in rows if row["sd_category"] == "resolved"} == set(STATES[6:9])


def test_10_from_open_to_closed(arrive: Arrive) -> None:
	"""The whole way: directed, accepted, waiting for both, a workaround, resolved, invoiced, paid, closed."""
	maria, ivaylo = arrive(MARIA), arrive(IVAYLO)
	number = register(maria)
	see_state(maria, "Отворена", "new")
	is_directed_to_a_specialist(arrive(RADOST), maria, number)
	form = is_accepted(ivaylo, maria, number)
	waits_for_the_customer(form, maria)
	waits_for_an_event(form, maria)
	is_resolved_for_the_time_being(form, maria)
	is_resolved(form, maria)
	is_invoiced_paid_and_closed(form, maria)


def is_directed_to_a_specialist(supervisor: Person, maria: Person, number: str) -> None:
	"""Насочена: избор и насочване към специалист. The state follows by itself."""
	form = TicketForm(supervisor, number)
	form.assign(ASSIGN, IVAYLO)
	form.see_state("Насочена")
	mail = received_mail.wait_for(number, IVAYLO, lambda mail: "е насочена към Вас" in mail.text)
	assert "Заявител: Мария Георгиева" in mail.text
	maria.open(f"/portal/requests/{number}")
	see_state(maria, "Насочена", "new")
	assert "Анулиране" in actions(maria)


def is_accepted(ivaylo: Person, maria: Person, number: str) -> TicketForm:
	"""В изпълнение: приета за изпълнение от специалист; the reaction's clock is met, cancelling is over."""
	form = TicketForm(ivaylo, number)
	form.see_state("Насочена")
	form.take("Приеми за изпълнение")
	form.see_state("В изпълнение")
	maria.open(f"/portal/requests/{number}")
	see_state(maria, "В изпълнение", "active")
	see_clock(maria, REACTION, "met")
	assert actions(maria) == []
	told(number, "В изпълнение")
	return form


def waits_for_the_customer(form: TicketForm, maria: Person) -> None:
	"""Очаква клиент: по причини на клиента; the reason is demanded and told, the clock stands until she answers."""
	number = maria.number()
	form.take("Очаквай клиента", APPROVAL)
	form.see_state("Очаква клиент")
	maria.open(f"/portal/requests/{number}")
	see_state(maria, "Очаква клиент", "waiting_for_customer")
	see_clock(maria, REPAIR, "paused")
	expect(maria.page.locator("#live")).to_contain_text(APPROVAL)
	told(number, "Очаква клиент", APPROVAL)
	maria.comment("Одобрено, може да смените платката.")
	see_state(maria, "В изпълнение", "active")
	see_clock(maria, REPAIR, "running")


def waits_for_an_event(form: TicketForm, maria: Person) -> None:
	"""Очаква събитие: трети страни, доставка на части или мониторинг; the clock stands as well."""
	number = maria.number()
	form = TicketForm(form.agent, number)
	form.take("Очаквай събитие", PARTS)
	form.see_state("Очаква събитие")
	maria.open(f"/portal/requests/{number}")
	see_state(maria, "Очаква събитие", "waiting_for_others")
	see_clock(maria, REPAIR, "paused")
	expect(maria.page.locator("#live")).to_contain_text(PARTS)
	form.take("Продължи работата")
	form.see_state("В изпълнение")


def is_resolved_for_the_time_being(form: TicketForm, maria: Person) -> None:
	"""Временно решена: a workaround, demanded and shown; the final work is still to come, so the clock runs."""
	number = maria.number()
	form.take("Реши временно", WORKAROUND)
	form.see_state("Временно решена")
	maria.open(f"/portal/requests/{number}")
	see_state(maria, "Временно решена", "active")
	expect(maria.page.locator("#live")).to_contain_text(WORKAROUND)
	told(number, "Временно решена", WORKAROUND)


def is_resolved(form: TicketForm, maria: Person) -> None:
	"""Решена: в този статус се определят дейностите по изпълнението; they are read on the page and in the mail."""
	number = maria.number()
	form.take("Реши", DONE)
	form.see_state("Решена")
	maria.open(f"/portal/requests/{number}")
	see_state(maria, "Решена", "resolved")
	see_clock(maria, REPAIR, "met")
	expect(maria.page.locator(".resolution")).to_contain_text("Проверени са батерията")
	told(number, "Решена", "Сменена е дънната платка.")


def is_invoiced_paid_and_closed(form: TicketForm, maria: Person) -> None:
	"""За фактуриране, Очаква плащане, Затворена: не се очакват повече действия."""
	number = maria.number()
	for step, state, category in (
		("Предай за фактуриране", "За фактуриране", "resolved"),
		("Издай платежен документ", "Очаква плащане", "resolved"),
		("Отбележи плащането", "Затворена", "closed"),
	):
		form.take(step)
		form.see_state(state)
		maria.open(f"/portal/requests/{number}")
		see_state(maria, state, category)
	assert form.steps() == []
	expect(maria.page.locator("#message")).to_have_count(0)
	received_mail.wait_for(number, MARIA, lambda mail: "Не се очакват повече действия" in mail.text)


def test_10_an_engineer_comes_to_the_equipment(arrive: Arrive, database: Database) -> None:
	"""Уговорена среща: handed on, then a visit where the request says the equipment is; both sides read when and where."""
	maria, radost = arrive(MARIA), arrive(RADOST)
	number = register(maria)
	form = TicketForm(radost, number)
	form.hand_on(HAND_ON, "Нужен е инженер на място.", offered=SECOND_LINE)
	form.see_team(SECOND_LINE)
	starts = (datetime.now(tz=UTC) + timedelta(days=1)).replace(hour=10, minute=0, second=0, tzinfo=None)
	dialog = form.plan_visit(PLAN_VISIT, "Ивайло Петров", starts)
	expect(dialog.entry("place")).to_have_value(f"{AFFECTED['ulitsa']}, {AFFECTED['grad']}")
	expect(dialog.entry("contact_person")).to_have_value(AFFECTED["lice_za_kontakt"])
	dialog.send()
	mail = received_mail.wait_for(
		number, IVAYLO, lambda mail: "Възложено Ви е посещение на място" in mail.text
	)
	assert f"Лице за контакт: {AFFECTED['lice_za_kontakt']}" in mail.text
	mail = received_mail.wait_for(number, MARIA, lambda mail: "е планирано посещение на място" in mail.text)
	assert AFFECTED["ulitsa"] in mail.text
	assert "10:00–11:00" in mail.text
	maria.open(f"/portal/requests/{number}")
	expect(maria.page.locator(".visits .visit")).to_contain_text(AFFECTED["ulitsa"])
	call(radost, "visits.visit_step", visit=visit_of(database, number), visit_state="Cancelled")
	received_mail.wait_for(number, MARIA, lambda mail: "няма да се състои" in mail.text)


def visit_of(database: Database, number: str) -> str:
	"""The visit that was planned for a request."""
	(visit,) = database.rows("select name from `tabSD Field Visit` where ticket = %s", (number,))
	return str(visit["name"])


@pytest.mark.parametrize("step", ["Очаквай клиента", "Очаквай събитие", "Реши временно", "Реши"])
def test_10_a_step_without_its_words_is_refused(arrive: Arrive, step: str) -> None:
	"""The reason, the workaround and the activities done are demanded, also past the desk's dialogs."""
	maria, ivaylo = arrive(MARIA), arrive(IVAYLO)
	number = register(maria)
	take_step(ivaylo, number, "Приеми за изпълнение")
	blank = ask_for_step(ivaylo, number, step, waiting_reason=" ", workaround=" ", resolution="\n")
	assert (ask_for_step(ivaylo, number, step).status, blank.status) == (UNPROCESSABLE, UNPROCESSABLE)
	maria.open(f"/portal/requests/{number}")
	see_state(maria, "В изпълнение", "active")
