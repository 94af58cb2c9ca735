"""What staff do, past the desk's forms, over the endpoints that these call."""

import re

from playwright.sync_api import APIResponse

from tests.e2e.person import Person

TOKEN = re.compile(r'csrf_token\s*=\s*"([^"]+)"')


def call(agent: Person, method: str, /, **values: str) -> APIResponse:
	"""Call an endpoint of the desk (below `servicedesk.api.agent`) as the signed-in person; return its answer."""
	return agent.context.request.post(
		f"{agent.address}/api/method/servicedesk.api.agent.{method}",
		headers={"X-Frappe-CSRF-Token": desk_token(agent), "Accept": "application/json"},
		data=values,
	)


def desk_token(agent: Person) -> str:
	"""What the desk's writing requests of this session carry against forged ones."""
	token = TOKEN.search(agent.context.request.get(f"{agent.address}/app").text())
	assert token, "The desk's page carries no token"
	return token[1]


def ask_for_step(agent: Person, number: str, action: str, **words: str) -> APIResponse:
	"""Ask for a step as the signed-in agent; return the answer, whatever it is.

	`words`: what the step demands, as message, resolution, waiting_reason or workaround.
	"""
	return call(agent, "take_step", number=number, action=action, **words)


def take_step(agent: Person, number: str, action: str, **words: str) -> str:
	"""Take a step as the signed-in agent; return the new state."""
	answer = ask_for_step(agent, number, action, **words)
	assert answer.ok, f"{action}: {answer.status} {answer.text()[:500]}"
	return str(answer.json()["message"])
