"""Records that some of the desk's views need before they show anything, made and removed over Frappe's own API."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.sync_api import APIRequestContext

MARK = "Desk assets test"
# The page leads on.
SIGNED_IN = 303
# In an order in which none is deleted while another links to it.
NAMED_BY_US = ("Print Format", "Dashboard", "Number Card", "Dashboard Chart", "Kanban Board")
TOKEN = re.compile(r'csrf_token\s*=\s*"([^"]+)"')


@dataclass
class DeskRecords:
	"""Makes records as the signed-in user of a request context, and remembers them for removal."""

	request: APIRequestContext
	base_url: str
	token: str = ""
	made: list[tuple[str, str]] = field(default_factory=list)

	def sign_in(self, user: str, password: str) -> None:
		"""Sign in and learn the token that writing requests must carry."""
		# Whoever has a session already must show its token, here as everywhere.
		token = self.request.get(f"{self.base_url}/portal/session").json()["csrf_token"]
		answer = self.request.post(
			f"{self.base_url}/portal/sign-in",
			form={"usr": user, "pwd": password, "csrf_token": token},
			max_redirects=0,
		)
		assert answer.status == SIGNED_IN, (
			f"Signing in as {user} failed: {answer.status} {answer.text()[:200]}"
		)
		found = TOKEN.search(self.request.get(f"{self.base_url}/app").text())
		assert found, "The desk's page carries no CSRF token"
		self.token = found.group(1)

	def make(self, doctype: str, **values: Any) -> str:
		"""Insert a record and return its name."""
		answer = self.request.post(
			f"{self.base_url}/api/resource/{doctype}",
			headers={"X-Frappe-CSRF-Token": self.token},
			data=values,
		)
		assert answer.ok, f"{doctype}: {answer.status} {answer.text()[:500]}"
		name: str = answer.json()["data"]["name"]
		self.made.append((doctype, name))
		return name

	def change(self, doctype: str, name: str, **values: Any) -> None:
		"""Change a record as its form does."""
		answer = self.request.put(
			f"{self.base_url}/api/resource/{doctype}/{name}",
			headers={"X-Frappe-CSRF-Token": self.token},
			data=values,
		)
		assert answer.ok, f"{doctype} {name}: {answer.status} {answer.text()[:500]}"

	def first(self, doctype: str) -> str | None:
		"""The name of any record of a DocType, or None."""
		answer = self.request.get(f"{self.base_url}/api/resource/{doctype}", params={"limit_page_length": 1})
		rows = answer.json()["data"]
		return rows[0]["name"] if rows else None

	def remove_left_overs(self) -> None:
		"""Delete what an interrupted run has left behind under the tests' own name."""
		for doctype in NAMED_BY_US:
			self._delete(doctype, MARK)

	def remove_all(self) -> None:
		"""Delete what was made, the last first."""
		for doctype, name in reversed(self.made):
			self._delete(doctype, name)

	def _delete(self, doctype: str, name: str) -> None:
		self.request.delete(
			f"{self.base_url}/api/resource/{doctype}/{name}", headers={"X-Frappe-CSRF-Token": self.token}
		)


def make_desk_records(records: DeskRecords) -> dict[str, str]:
	"""One record for each view that is empty without; returns names by DocType."""
	records.remove_left_overs()
	today = datetime.now(tz=UTC)
	names = {
		"ToDo": records.make("ToDo", description=MARK, date=f"{today:%Y-%m-%d}"),
		"Event": records.make(
			"Event",
			subject=MARK,
			starts_on=f"{today:%Y-%m-%d} 09:00:00",
			ends_on=f"{today + timedelta(days=1):%Y-%m-%d} 10:00:00",
		),
		"Kanban Board": records.make(
			"Kanban Board",
			kanban_board_name=MARK,
			reference_doctype="ToDo",
			field_name="status",
			columns=[{"column_name": status} for status in ("Open", "Closed", "Cancelled")],
		),
		"Dashboard Chart": records.make(
			"Dashboard Chart",
			chart_name=MARK,
			chart_type="Count",
			document_type="ToDo",
			based_on="creation",
			timeseries=1,
			timespan="Last Month",
			time_interval="Daily",
			type="Line",
			filters_json="[]",
		),
	}
	names["Number Card"] = records.make(
		"Number Card", label=MARK, document_type="ToDo", function="Count", filters_json="[]"
	)
	names["Dashboard"] = records.make(
		"Dashboard",
		name=MARK,
		dashboard_name=MARK,
		charts=[{"chart": names["Dashboard Chart"], "width": "Full"}],
		cards=[{"card": names["Number Card"]}],
	)
	names["Print Format"] = records.make(
		"Print Format", name=MARK, doc_type="ToDo", print_format_builder_beta=1, standard="No"
	)
	return names
