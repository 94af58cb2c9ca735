"""What an agent does at Frappe's desk: opens a ticket's form and takes steps of the workflow there."""

import re

from playwright.sync_api import Locator, expect

from tests.e2e.person import Person

WAIT_MS = 20_000
ACTIONS = ".actions-btn-group:visible"


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
		self.page.click(f"{ACTIONS} > button")
		self.page.locator(f"{ACTIONS} .dropdown-item").filter(has_text=_exactly(action)).click()
		if words:
			dialog = self.page.locator(".modal.show")
			expect(dialog.locator(".modal-title")).to_have_text(action)
			dialog.locator("[data-fieldname=words] textarea").fill(words)
			dialog.locator(".btn-modal-primary").click()

	def see_state(self, state: str) -> None:
		"""Wait until the form's head shows that state."""
		expect(self.page.locator(".page-head:visible .indicator-pill")).to_have_text(state, timeout=WAIT_MS)

	def value(self, field_name: str) -> str:
		"""What a field holds, as the form's script knows it."""
		return str(self.page.evaluate("(name) => cur_frm.doc[name] ?? ''", field_name))


def _exactly(text: str) -> re.Pattern[str]:
	return re.compile(rf"^\s*{re.escape(text)}\s*$")
