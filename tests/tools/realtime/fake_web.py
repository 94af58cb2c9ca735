"""A web server that knows five sessions and answers the framework's realtime questions."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from tests.tools.live_programs import LOOPBACK

SITE = "servicedesk.localhost"
STAFF, COLLEAGUE, CUSTOMER = "agent@example.com", "colleague@example.com", "customer@example.com"
PEOPLE = {
	"staff": {"user": STAFF, "user_type": "System User"},
	"colleague": {"user": COLLEAGUE, "user_type": "System User"},
	"customer": {"user": CUSTOMER, "user_type": "Website User"},
	"Guest": {"user": "Guest", "user_type": None},
}


class FakeWebServer(ThreadingHTTPServer):
	"""Answers the framework's realtime questions; who may read what is in its attributes."""

	daemon_threads = True

	def __init__(self, port: int = 0) -> None:
		super().__init__((LOOPBACK, port), FakeAnswers)
		self.people = dict(PEOPLE)
		self.asked: list[tuple[str, str]] = []
		threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

	def stop(self) -> None:
		"""Stop and free the port."""
		self.shutdown()
		self.server_close()


class FakeAnswers(BaseHTTPRequestHandler):
	"""One request to the fake web server."""

	server: FakeWebServer

	def do_GET(self) -> None:
		"""Answer as frappe.realtime does: the message, or 403."""
		parts = urlsplit(self.path)
		question = parts.path.rpartition(".")[2]
		arguments = {name: values[0] for name, values in parse_qs(parts.query).items()}
		self.server.asked.append((question, arguments.get("docname", arguments.get("doctype", ""))))
		person = self.server.people.get(self.headers["Cookie"].removeprefix("sid="))
		allowed = person and self.headers["X-Frappe-Site-Name"] == SITE
		if allowed and question != "get_user_info":
			allowed = "secret" not in arguments.get("docname", "") and arguments["doctype"] != "Secret"
		message = person if question == "get_user_info" else True
		body = json.dumps({"message": message} if allowed else {"exc_type": "PermissionError"}).encode()
		self.send_response(200 if allowed else 403)
		self.send_header("Content-Type", "application/json")
		self.end_headers()
		self.wfile.write(body)

	def log_message(self, *_: object) -> None:
		"""Say nothing."""
