"""SD Clock Trigger: see the DocType's description."""

from frappe.model.document import Document


class SDClockTrigger(Document):
	"""What starts, meets, pauses, continues, restarts or calls off a clock."""
