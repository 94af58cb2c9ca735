"""What staff do at Frappe's desk by its own buttons and dialogs: a ticket's form, the list's triage and queue, a visit."""

import re
from datetime import datetime, timedelta

from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.e2e.person import Person

WAIT_MS = 30_000
# How long a menu's entry may take to be clicked, and how often the menu is opened for it.
MENU_MS, OPENINGS = 4_000, 4
ACTIONS = ".actions-btn-group:visible"
LIST = "/app/sd-ticket"
IN_TRIAGE = ".modal.show .sd-triage a"


class Dialog:
	"""A dialog that is open at the desk."""

	def __init__(self, page: Page, title: str | re.Pattern[str]) -> None:
		"""Wait until the dialog with that title is there."""
		heading = _exactly(title) if isinstance(title, str) else title
		self.page = page
		self.box = page.locator(".modal.show").filter(has=page.locator(".modal-title", has_text=heading))
		expect(self.box).to_be_visible(timeout=WAIT_MS)

	def entry(self, field: str) -> Locator:
		"""Where one writes or chooses a field's value."""
		return self.box.locator(f"[data-fieldname={field}]").locator("input, select, textarea").first

	def write(self, field: str, text: str) -> None:
		"""Write into a field and leave it, as whoever goes on to the next one does."""
		self.entry(field).fill(text)
		self.entry(field).press("Tab")

	def at(self, field: str, when: datetime) -> None:
		"""Write a date and time as all presets have them."""
		self.write(field, f"{when:%d.%m.%Y %H:%M}")

	def choose(self, field: str, label: str) -> None:
		"""Choose from a list."""
		self.entry(field).select_option(label=label)

	def pick(self, field: str, text: str) -> None:
		"""Write and pick the record that is offered."""
		self.entry(field).click()
		self.entry(field).fill(text)
		offered = self.box.locator(f"[data-fieldname={field}] .awesomplete li", has_text=text)
		offered.first.click()
		# The answer to what was typed first may come late, and would open the list once more over what lies below.
		self.entry(field).blur()
		expect(offered.first).to_be_hidden()

	def tick(self, field: str) -> None:
		"""Tick a box."""
		self.entry(field).check()

	def send(self) -> None:
		"""Press the dialog's own button; return once the server has taken what was written."""
		self.box.locator(".btn-modal-primary").click()
		expect(self.box).to_have_count(0, timeout=WAIT_MS)


class TicketForm:
	"""A ticket's form at the desk."""

	def __init__(self, agent: Person, number: str) -> None:
		"""Open the form and wait until it is whole, its clocks included."""
		self.agent = agent
		self.page = agent.page
		agent.open(f"/app/sd-ticket/{number}")
		expect(self.clocks()).not_to_have_count(0, timeout=WAIT_MS)

	def clocks(self) -> Locator:
		"""The lines of the clocks."""
		return self.page.locator("[data-fieldname=panel_html] .sd-clock")

	def steps(self) -> list[str]:
		"""What the Actions menu offers, the framework's own help left out."""
		items = self.page.locator(f"{ACTIONS} .user-action .menu-item-label")
		return [text.strip() for text in items.all_text_contents()]

	def take(self, action: str, words: str = "") -> None:
		"""Choose a step in the Actions menu; `words` are what its dialog asks for."""
		item = self.page.locator(f"{ACTIONS} .dropdown-item").filter(has_text=_exactly(action))
		for _turn in range(OPENINGS):
			self.page.click(f"{ACTIONS} > button")
			try:
				item.click(timeout=MENU_MS)
				break
			except PlaywrightTimeout:
				# News of the ticket draws the form anew, and shuts a menu that somebody has just opened.
				continue
		else:
			raise AssertionError(f"“{action}” is not in the menu: {self.steps()}")
		if words:
			self._say(action, words)

	def button(self, label: str) -> Locator:
		"""One of the next actions above the ticket."""
		return self.page.locator(".sd-actions button").filter(has_text=_exactly(label))

	def press(self, label: str, words: str = "") -> None:
		"""Press one of the next actions; `words` are what the dialog of a step asks for."""
		self.button(label).click()
		if words:
			self._say(label, words)

	def _say(self, action: str, words: str) -> None:
		dialog = Dialog(self.page, action)
		dialog.write("words", words)
		dialog.send()

	def assign(self, label: str, agent: str) -> None:
		"""Put somebody on the ticket; `label` is what the button is called in the desk's language."""
		self.button(label).click()
		dialog = Dialog(self.page, label)
		dialog.pick("agent", agent)
		dialog.send()

	def hand_on(self, label: str, reason: str, *, offered: str = "", team: str = "") -> None:
		"""Hand the ticket on: to the team that the dialog has to offer, or to another one that is picked."""
		self.button(label).click()
		dialog = Dialog(self.page, label)
		if offered:
			expect(dialog.entry("team")).to_have_value(offered)
		if team:
			dialog.pick("team", team)
		dialog.write("reason", reason)
		dialog.send()

	def plan_visit(self, label: str, specialist: str, starts: datetime, place: str = "") -> Dialog:
		"""Fill in the dialog of a visit of an hour and leave it open; the place is the one offered unless told."""
		self.button(label).click()
		dialog = Dialog(self.page, label)
		dialog.choose("specialist", specialist)
		dialog.at("starts_at", starts)
		dialog.at("ends_at", starts + timedelta(hours=1))
		if place:
			dialog.write("place", place)
		return dialog

	def see_state(self, state: str) -> None:
		"""Wait until the form's head shows that state."""
		expect(self.page.locator(".page-head:visible .indicator-pill")).to_have_text(state, timeout=WAIT_MS)

	def see_team(self, team: str) -> None:
		"""Wait until the panel names that team."""
		expect(self.page.locator(".sd-panel .sd-row", has_text=team).first).to_be_visible(timeout=WAIT_MS)

	def value(self, field_name: str) -> str:
		"""What a field holds, as the form's script knows it."""
		return str(self.page.evaluate("(name) => cur_frm.doc[name] ?? ''", field_name))


def triage(supervisor: Person, label: str, number: str, category: str, **levels: str) -> None:
	"""Go through the list's triage until the ticket's turn comes (others are skipped), and say what it is about.

	`label` is what the button is called in the desk's language; `levels`: impact and urgency, as far as the desk asks.
	"""
	open_triage(supervisor, label)
	page, turn = supervisor.page, supervisor.page.locator(IN_TRIAGE)
	while (shown := turn.inner_text().strip()) != number:
		page.locator(".modal.show .btn-modal-secondary").click()
		page.wait_for_function(
			"([place, shown]) => document.querySelector(place)?.innerText.trim() !== shown",
			arg=[IN_TRIAGE, shown],
		)
	dialog = Dialog(page, re.compile(rf"^\s*{re.escape(label)}: "))
	dialog.pick("category", category)
	for field, level in levels.items():
		dialog.choose(field, level)
	dialog.box.locator(".btn-modal-primary").click()
	expect(page.locator(".modal.show .sd-triage", has_text=number)).to_have_count(0, timeout=WAIT_MS)


def open_triage(supervisor: Person, label: str) -> None:
	"""Press the list's button of the triage, which `label` names in the desk's language."""
	_press_in_list(supervisor, label)


def take_next(agent: Person, label: str) -> str:
	"""Take the next ticket of the queue by the list's button; return its number, whose form is open then."""
	_press_in_list(agent, label)
	expect(agent.page).to_have_url(re.compile("/app/sd-ticket/[A-Z]+-[0-9]+"), timeout=WAIT_MS)
	return agent.page.url.rpartition("/")[2]


def end_visit(specialist: Person, group: str, step: str, result: str) -> None:
	"""Write down what came of the visit whose form is open, for the customer to read."""
	page = specialist.page
	page.locator(".inner-group-button:visible").filter(has_text=group).locator("button").first.click()
	page.locator(".inner-group-button:visible .dropdown-item").filter(has_text=_exactly(step)).click()
	dialog = Dialog(page, step)
	dialog.write("result", result)
	dialog.tick("result_shown")
	dialog.send()


def _press_in_list(person: Person, label: str) -> None:
	person.open(LIST)
	page = person.page
	expect(page.locator(".list-row").first).to_be_visible(timeout=WAIT_MS)
	page.wait_for_load_state("networkidle")
	buttons = page.locator(".inner-group-button button:visible, .page-actions button:visible")
	buttons.filter(has_text=_exactly(label)).first.click()


def _exactly(text: str) -> re.Pattern[str]:
	return re.compile(rf"^\s*{re.escape(text)}\s*$")
