"""Steps of the workflow taken past the desk's form, over the endpoint that it calls."""

import re

from playwright.sync_api import APIResponse

from tests.e2e.person import Person

TOKEN = re.compile(r'csrf_token\s*=\s*"([^"]+)"')


def ask_for_step(
	agent: Person, number: str, action: str, message: str = "", resolution: str = ""
) -> APIResponse:
	"""Ask for a step as the signed-in agent; return the answer, whatever it is."""
	requests = agent.context.request
	token = TOKEN.search(requests.get(f"{agent.address}/app").text())
	assert token, "The desk's page carries no token"
	return requests.post(
		f"{agent.address}/api/method/servicedesk.api.agent.take_step",
		headers={"X-Frappe-CSRF-Token": token[1], "Accept": "application/json"},
		data={"number": number, "action": action, "message": message, "resolution": resolution},
	)


def take_step(agent: Person, number: str, action: str, message: str = "", resolution: str = "") -> str:
	"""Take a step as the signed-in agent; return the new state."""
	answer = ask_for_step(agent, number, action, message, resolution)
	assert answer.ok, f"{action}: {answer.status} {answer.text()[:500]}"
	return str(answer.json()["message"])
