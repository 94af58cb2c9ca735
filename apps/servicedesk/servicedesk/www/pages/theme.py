"""The desk's colour as a style sheet: pages hold no style of their own, so that no injected one can work."""

from servicedesk.www.web import Answer, PortalRequest, Raw

A_YEAR = 31_536_000


def show(request: PortalRequest) -> Answer:
	"""The colour that stands in the address; another colour has another address, so it may be kept."""
	return Raw(f":root{{--brand:#{request.parts['color']}}}", "text/css; charset=utf-8", A_YEAR)
