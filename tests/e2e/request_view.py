"""A request's page on the portal, as its customer reads it."""

import re

from playwright.sync_api import Locator, expect

from tests.e2e.person import Person

SEND = "main form.form button.primary"
FOLLOW = """() => new Promise((done) => {
	document.body.addEventListener("servicedesk:refreshed", () => done(), { once: true });
	document.body.dispatchEvent(new CustomEvent("servicedesk:refresh"));
})"""


def see_state(customer: Person, state: str, category: str) -> None:
	"""The page shows the state, in the colour of what it means."""
	shown = customer.page.locator(".big-state .state")
	expect(shown).to_have_text(state)
	expect(shown).to_have_class(re.compile(rf"state-{category}\b"))


def clock(customer: Person, label: str) -> Locator:
	"""A clock of the page by its label."""
	return customer.page.locator(".clock", has_text=label)


def see_clock(customer: Person, label: str, mark: str) -> None:
	"""The clock shows that mark: running, paused, met, met_late, breached."""
	expect(clock(customer, label)).to_have_class(re.compile(rf"clock-{mark}\b"))


def detail(customer: Person, label: str) -> Locator:
	"""What the request's details say under a label."""
	rows = customer.page.locator("dl.details > div")
	return rows.filter(has=customer.page.get_by_text(label, exact=True)).locator("dd")


def actions(customer: Person) -> list[str]:
	"""The workflow's steps that the page offers to the customer."""
	# Of a step that asks for words the button is folded away until its name is chosen.
	return [
		text.strip() for text in customer.page.locator("form[action$='/action'] button").all_text_contents()
	]


def follow(customer: Person) -> None:
	"""Have the open page look at the server now, as it does by itself every 20 seconds; return once it shows the answer."""
	customer.page.evaluate(FOLLOW)


def listed(customer: Person) -> list[str]:
	"""The numbers in the list of requests that is open, in its order."""
	texts = customer.page.locator("table.requests tbody").all_inner_texts()
	return re.findall(r"\b[A-Z][A-Z0-9]*-[0-9]+\b", "\n".join(texts))


def choose_action(customer: Person, action: str) -> None:
	"""Press one of the customer's own buttons and say yes to the question."""
	customer.page.once("dialog", lambda dialog: dialog.accept())
	customer.press(f"form[action$='/action'] button:text-is('{action}')")
