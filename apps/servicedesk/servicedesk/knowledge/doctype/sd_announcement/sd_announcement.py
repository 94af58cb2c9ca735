"""SD Announcement: news for customers, shown for a while."""

from datetime import datetime

from frappe import _
from frappe.model.document import Document
from frappe.utils import get_datetime

from servicedesk.knowledge.announcements import forget_announcements
from servicedesk.shared.errors import refuse


class SDAnnouncement(Document):
	"""What it says, how important it is, and whom and how long it is shown to."""

	shown_from: datetime | str
	shown_until: datetime | str | None

	def validate(self) -> None:
		"""Refuse a period that ends before it begins."""
		if self.shown_until and get_datetime(self.shown_until) <= get_datetime(self.shown_from):
			refuse({"shown_until": _("The end must be after the beginning.")})

	def on_update(self) -> None:
		"""The portal shows it at the next request."""
		forget_announcements()

	def on_trash(self) -> None:
		"""And no more at the next one."""
		forget_announcements()
