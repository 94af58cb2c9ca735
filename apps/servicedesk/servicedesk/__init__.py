"""servicedesk: a service desk for support companies on the Frappe framework."""

__version__ = "0.1.0"
