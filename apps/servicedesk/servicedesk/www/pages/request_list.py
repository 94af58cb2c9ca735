"""The list of requests: shown, filtered, kept under a name, taken along as a file."""

from collections.abc import Callable, Mapping
from typing import Any

import frappe

from servicedesk.self_service import reading_marks, saved_filters
from servicedesk.self_service.request_choices import filter_choices
from servicedesk.self_service.request_export import export
from servicedesk.self_service.request_filters import read_filters
from servicedesk.self_service.request_list import request_list
from servicedesk.self_service.request_page import RequestPage
from servicedesk.shared.errors import Refused
from servicedesk.www.web import OK, UNPROCESSABLE, Answer, Page, PortalRequest, Raw, Redirect, is_fragment

Show = Callable[[PortalRequest], Answer]
QUERY_LENGTH = 2000


def show(request: PortalRequest) -> Answer:
	"""The list; for htmx its results, or the rows of a further page only."""
	typed = request.typed
	if is_fragment():
		if typed.get("after"):
			return Page("request_rows.html", {"list": request_list(typed)})
		return Page("request_results.html", {**_results(typed), "fragment": True})
	return _whole(typed)


def download(request: PortalRequest) -> Answer:
	"""What is shown, all pages, as a file."""
	made = export(request.typed, request.parts["ending"])
	return Raw(made.content, made.content_type, file_name=made.file_name)


def save_filter(request: PortalRequest) -> Answer:
	"""Keep what is shown under a name."""
	title, query = _text(request, "title"), _text(request, "query")[:QUERY_LENGTH]
	try:
		saved_filters.save(title, query)
	except Refused as refused:
		return _again(query, refused, {"title": title})
	return _back(query)


def change_filter(request: PortalRequest) -> Answer:
	"""Rename or delete one of one's own filters."""
	name, title, query = request.parts["name"], _text(request, "title"), _text(request, "query")
	try:
		if request.parts["action"] == "delete":
			saved_filters.remove(name)
		else:
			saved_filters.rename(name, title)
	except Refused as refused:
		return _again(query, refused, {"renamed": name, "title": title})
	return _back(query)


def mark_all_read(request: PortalRequest) -> Answer:
	"""Nothing in the list is new any more."""
	reading_marks.mark_everything_read()
	return _back(_text(request, "query"))


def seen(page: Show) -> Show:
	"""A page of one request that marks it as read when it is shown."""

	def marked(request: PortalRequest) -> Answer:
		answer = page(request)
		if isinstance(answer, Page) and answer.status == OK:
			shown: RequestPage = answer.context["page"]
			reading_marks.mark_read(shown.number, shown.happened, shown.seen)
		return answer

	return marked


def _whole(typed: Mapping[str, Any], more: Mapping[str, Any] | None = None, status: int = OK) -> Page:
	context = {**_results(typed), **(more or {})}
	filters = context["list"].filters
	context["choices"] = filter_choices(filters)
	return Page("requests.html", context, UNPROCESSABLE if filters.problems else status)


def _results(typed: Mapping[str, Any]) -> dict[str, Any]:
	found = request_list(typed)
	saved = saved_filters.saved_filters(found.filters.query)
	return {"list": found, "saved": saved, "errors": {}, "typed": {}}


def _again(query: str, refused: Refused, typed: Mapping[str, Any]) -> Answer:
	"""The same list, with what was typed and what is wrong with it."""
	frappe.db.rollback()  # nosemgrep: commit-in-request - what was refused leaves nothing; the page only reads
	more = {"errors": refused.problems, "typed": typed}
	return _whole(saved_filters.asked(query), more, refused.http_status_code)


def _back(query: str) -> Redirect:
	"""The list as it was, written anew: nothing that was sent becomes an address."""
	return Redirect(read_filters(saved_filters.asked(query)).address())


def _text(request: PortalRequest, name: str) -> str:
	value = request.typed.get(name)
	return value if isinstance(value, str) else ""
