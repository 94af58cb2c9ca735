"""Where a problem with something of a register is reported."""

from urllib.parse import urlencode


def report_address(page: str = "/portal/new", /, **about: str | None) -> str:
	"""The choice of request forms, or one form's page, knowing what the request is about: customer, contract, service, equipment."""
	given = {name: value for name, value in about.items() if value}
	return f"{page}?{urlencode(given)}" if given else page
