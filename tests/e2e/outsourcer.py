"""The outsourcer's sample people, how they send a request, and what line 1 does with it."""

from datetime import datetime, timedelta
from typing import Any

from tests.e2e.bench import Database
from tests.e2e.forms import SEND
from tests.e2e.person import Person
from tests.e2e.steps import call

ANNA, SERGEY = "anna.kuznetsova@example.com", "sergey.orlov@example.com"
# Supervisor; line 1, line 2, and who drives out.
OLGA, DMITRIY = "olga.smirnova@example.org", "dmitriy.volkov@example.org"
IGOR, NIKITA = "igor.lebedev@example.org", "nikita.fomin@example.org"
# Никита's name, as people read it.
SPECIALIST = "Никита Фомин"
LINE_1, LINE_2 = "1 линия", "2 линия"
NEW, QUEUED, VISIT, ASKED = "Новая", "В очереди", "Выезд специалиста", "Ожидает клиента"
SOLVED, CLOSED = "Решена", "Закрыта"
SERVICE = "Рабочие места"
OFFICE = "Москва, ул. Лесная, 5, офис 301"


def send_request(person: Person, subject: str) -> str:
	"""Send a request on the portal; return its number."""
	person.open("/portal/new/tekhpodderzhka")
	person.page.fill("#f_tema", subject)
	person.page.fill("#f_opisanie", "Принтер мигает красным.\nПерезагрузка не помогла.")
	person.page.select_option("select[name=service]", SERVICE)
	answer = person.press(SEND)
	assert answer.status == 200, answer.status
	return person.number()


def put_into_queue(operator: Person, number: str, impact: str, urgency: str, category: str = "Печать") -> str:
	"""Give a request its priority and put it into the queue, as the desk's dialog does; return its state."""
	answer = call(
		operator, "triage.categorise", number=number, category=category, impact=impact, urgency=urgency
	)
	assert answer.ok, answer.text()[:500]
	return str(answer.json()["message"])


def taken(agent: Person, team: str = "") -> str:
	"""Take the next request of the queue as the desk's button does; return its number, "" for none."""
	answer = call(agent, "queue.take_next", team=team)
	assert answer.ok, answer.text()[:500]
	return str(answer.json()["message"])


def hand_on(agent: Person, number: str, reason: str, team: str = "") -> Any:
	"""Hand a request on as the desk's dialog does; return the answer, whatever it is."""
	return call(agent, "visits.hand_on", number=number, reason=reason, team=team)


def plan_visit(agent: Person, number: str, starts: datetime, **more: str) -> Any:
	"""Plan a visit of an hour as the desk's dialog does; return the answer, whatever it is."""
	times = {
		"starts_at": f"{starts:%Y-%m-%d %H:%M:%S}",
		"ends_at": f"{starts + timedelta(hours=1):%Y-%m-%d %H:%M:%S}",
	}
	values = {"specialist": NIKITA, "place": OFFICE, **times, **more}
	return call(agent, "visits.plan_visit", number=number, **values)


def of_ticket(database: Database, number: str, *fields: str) -> tuple[Any, ...]:
	"""What a ticket's fields hold."""
	row = database.rows("select * from `tabSD Ticket` where name = %s", (number,))[0]
	return tuple(row[field] for field in fields)
