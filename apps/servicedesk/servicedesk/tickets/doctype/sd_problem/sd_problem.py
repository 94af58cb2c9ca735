"""SD Problem: the cause behind several tickets, or a change that settles them."""

from frappe.model.document import Document

from servicedesk.tickets import problems


class SDProblem(Document):
	"""What it is and how far it is; what is done for its tickets stands in `problems`."""

	def validate(self) -> None:
		"""Times that fit, and a solution of whatever is done."""
		problems.settle(self)
