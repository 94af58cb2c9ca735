"""Endpoints of problems and changes. What they do stands in `tickets.problems`."""

from typing import Any

import frappe

from servicedesk.shared.guards import agent_endpoint
from servicedesk.tickets import problems
from servicedesk.tickets.bulk import numbers_of


@frappe.whitelist(methods=["GET"])
@agent_endpoint
def problem_overview(problem: str) -> dict[str, Any]:
	"""A problem's tickets, how many stand how, and what would resolve each."""
	frappe.get_doc("SD Problem", problem).check_permission("read")
	return problems.overview(problem)


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def put_in_problem(tickets: str, problem: str = "") -> int:
	"""Put tickets into a problem, or with an empty one take them out; return how many changed."""
	return problems.put_in(numbers_of(tickets), problem)


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def open_problem(number: str, title: str, kind: str = "Problem") -> str:
	"""Make a problem or change of a ticket; return its name."""
	return str(problems.open_problem(number, title, kind).name)


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def tell_customers(problem: str, message: str, key: str = "") -> dict[str, Any]:
	"""Write to the customers of a problem's open tickets, each apart and once; return how many, and who was left out."""
	return problems.tell_customers(problem, message, key)


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def resolve_tickets(problem: str, tickets: str, resolution: str = "") -> dict[str, Any]:
	"""Resolve tickets of a problem, each by its own workflow; return which, and why the others were not."""
	return problems.resolve(problem, numbers_of(tickets), resolution)
