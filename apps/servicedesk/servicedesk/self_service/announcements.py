"""Announcements as the portal shows them: on the first page by their titles, whole on a page of their own."""

from dataclasses import dataclass

import frappe
from frappe import _

from servicedesk.domain.safe_html import safe_html
from servicedesk.knowledge.announcements import Announcement, announcements_for
from servicedesk.self_service.formatting import moment, moment_iso, own_words
from servicedesk.self_service.home_sections import HomeItem, HomeSection
from servicedesk.shared.visibility import scope_of

ADDRESS = "/portal/announcements"
ON_FIRST_PAGE = 5


@dataclass(frozen=True)
class ShownAnnouncement:
	"""An announcement as it is read. `html`: plain formatting only; `mark`: "" for a mere notice."""

	slug: str
	title: str
	mark: str
	html: str
	since: str
	since_iso: str
	until: str


def announcement_list() -> list[ShownAnnouncement]:
	"""What the signed-in reader is told now."""
	return [
		ShownAnnouncement(
			slug=item.name,
			title=own_words(item.title),
			mark=_mark(item),
			html=safe_html(item.content),
			since=moment(item.shown_from),
			since_iso=moment_iso(item.shown_from),
			until=moment(item.shown_until),
		)
		for item in _of_reader()
	]


def home_section() -> HomeSection | None:
	"""The same by their titles; None when there is nothing to tell."""
	items = tuple(
		HomeItem(own_words(item.title), moment(item.shown_from), f"{ADDRESS}#{item.name}", _mark(item))
		for item in _of_reader()[:ON_FIRST_PAGE]
	)
	return HomeSection("announcements", _("Announcements"), items, ADDRESS) if items else None


def has_announcements() -> bool:
	"""Whether there is anything to tell the reader."""
	return bool(_of_reader())


def _of_reader() -> list[Announcement]:
	return announcements_for(scope_of(frappe.session.user).customers)


def _mark(item: Announcement) -> str:
	return {"Warning": _("Warning"), "Outage": _("Outage")}.get(item.importance, "")
