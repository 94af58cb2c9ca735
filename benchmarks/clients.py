"""New tickets over HTTP: what four clients at once get done against one. Loopback only, and it ends by itself."""

import http.client
import json
import threading
import time
from dataclasses import dataclass
from statistics import median
from urllib.parse import urlencode

import frappe

from benchmarks import site

TICKETS = 120
MAIL_SECONDS = 60
ROUNDS = 5
ROUTE = "/portal/new/helpdesk"


@dataclass(frozen=True)
class Throughput:
	"""Tickets a second with one client and with four, and the median of the rounds' gains."""

	one: float
	four: float
	gain: float


class Client:
	"""A signed-in customer on one connection to the web server."""

	def __init__(self, port: int) -> None:
		self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
		self.headers = {"X-Frappe-Site-Name": site.SITE, "Host": "localhost"}
		answer = self._post("/portal/sign-in", {"usr": site.REQUESTER, "pwd": site.PASSWORD})
		cookies = [value for name, value in answer.getheaders() if name.lower() == "set-cookie"]
		self.headers["Cookie"] = "; ".join(cookie.split(";")[0] for cookie in cookies)
		self.connection.request("GET", "/portal/session", headers=self.headers)
		self.token = json.loads(self.connection.getresponse().read())["csrf_token"]

	def open_ticket(self) -> None:
		"""Send the form once; raises when the ticket was not made."""
		form = {f"f_{name}": value for name, value in site.ANSWERS.items()}
		answer = self._post(ROUTE, {**form, "csrf_token": self.token, "service": "Platforma EDI"})
		if answer.status != 303:
			raise RuntimeError(f"answered {answer.status}")

	def _post(self, path: str, form: dict[str, str]) -> http.client.HTTPResponse:
		# A new connection each time, as different people make them: which process takes it is then open again.
		self.connection.close()
		headers = {**self.headers, "Content-Type": "application/x-www-form-urlencoded"}
		self.connection.request("POST", path, urlencode(form).encode(), headers)
		answer = self.connection.getresponse()
		answer.read()
		return answer


def throughput() -> Throughput:
	"""Measure in turns: one client, four clients, again."""
	port = json.loads((site.ROOT / "config" / "ports.json").read_text())["web"]
	clients = [Client(port) for _client in range(4)]
	for client in clients:
		client.open_ticket()
	rounds = [(_rate(clients[:1]), _rate(clients)) for _round in range(ROUNDS)]
	return Throughput(
		one=median(one for one, _four in rounds),
		four=median(four for _one, four in rounds),
		gain=median(four / one for one, four in rounds),
	)


def _rate(clients: list[Client]) -> float:
	_wait_for_mail()
	share = TICKETS // len(clients)
	threads = [threading.Thread(target=_work, args=(client, share)) for client in clients]
	start = time.perf_counter()
	for thread in threads:
		thread.start()
	for thread in threads:
		thread.join()
	return TICKETS / (time.perf_counter() - start)


def _wait_for_mail() -> None:
	"""Until the mail of the round before is gone: each round bears its own mail, and no other's."""
	end = time.monotonic() + MAIL_SECONDS
	while time.monotonic() < end:
		frappe.db.rollback()
		if not frappe.db.exists("SD Outgoing Message", {"state": ("in", ("Queued", "Sending"))}):
			return
		time.sleep(0.2)
	raise RuntimeError("the mail of the round before is still waiting")


def _work(client: Client, tickets: int) -> None:
	for _ticket in range(tickets):
		client.open_ticket()
