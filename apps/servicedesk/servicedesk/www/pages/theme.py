"""The desk's colour as a style sheet: pages hold no style of their own, so that no injected one can work."""

import frappe

from servicedesk.domain.colour_contrast import BLACK, WHITE, mixed, readable, readable_on, whole
from servicedesk.www.web import Answer, PortalRequest, Raw

A_YEAR = 31_536_000
# The pages' backgrounds on which links stand, light and dark (public/css/portal/_base.scss). A little more than the
# least contrast is asked for: notices and chosen rows stand on tints of these.
LIGHT_PAGE, DARK_CARD, LINK_RATIO = "#f4f6f9", "#1a212b", 5.2
HOVER_SHARE = 0.18


def show(request: PortalRequest) -> Answer:
	"""The colour that stands in the address; another colour has another address, so it may be kept."""
	try:
		brand = whole(request.parts["color"])
	except ValueError:
		raise frappe.PageDoesNotExistError from None
	return Raw(sheet(brand), "text/css; charset=utf-8", A_YEAR)


def sheet(brand: str) -> str:
	"""The company's colour, what can be read on it, and the colour of links: readable, whatever was chosen."""
	text = readable_on(brand)
	hover = mixed(brand, BLACK if text == WHITE else WHITE, HOVER_SHARE)
	link, light_link = readable(brand, LIGHT_PAGE, LINK_RATIO), readable(brand, DARK_CARD, LINK_RATIO)
	return (
		f":root{{--brand:{brand};--on-brand:{text};--brand-hover:{hover};--link:{link}}}"
		f"@media(prefers-color-scheme:dark){{:root{{--link:{light_link}}}}}"
	)
