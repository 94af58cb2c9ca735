"""What hangs on a request type, on its form in the desk: the Web Form that staff refine, and what was asked before."""

from typing import Any

from frappe import _


def get_data() -> dict[str, Any]:
	"""The framework's description of the form's connections."""
	return {
		"fieldname": "request_type",
		# A field that the app adds: a link row in the DocType would be asked for before it is there.
		"non_standard_fieldnames": {"Web Form": "sd_request_type"},
		"transactions": [{"label": _("Form"), "items": ["Web Form", "SD Request Form Version"]}],
	}
