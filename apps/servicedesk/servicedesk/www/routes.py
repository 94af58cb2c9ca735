"""The portal's addresses. `public` pages are for everybody; the others for whoever has a portal account."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from servicedesk.www.pages import (
	access,
	acting,
	announcements,
	branding,
	catalogue,
	forgotten,
	home,
	installed_app,
	logo,
	members,
	mute,
	new,
	password,
	profile,
	public_form,
	push,
	registers,
	registration,
	reports,
	request_list,
	request_parts,
	requests,
	theme,
)
from servicedesk.www.web import Answer, PortalRequest

NUMBER = r"(?P<number>[A-Z][A-Z0-9]{0,9}-[0-9]{1,18})"


@dataclass(frozen=True)
class Route:
	"""An address, a method, and the page that answers it."""

	method: str
	pattern: re.Pattern[str]
	page: Callable[[PortalRequest], Answer]
	public: bool = False


def _route(method: str, address: str, page: Callable[[PortalRequest], Answer], public: bool = False) -> Route:
	return Route(method, re.compile(address), page, public)


ROUTES = (
	_route("GET", r"/portal", home.show),
	_route("GET", r"/portal/sign-in", access.show_sign_in, public=True),
	_route("POST", r"/portal/sign-in", access.sign_in, public=True),
	_route("POST", r"/portal/sign-out", access.sign_out, public=True),
	_route("GET", r"/portal/register", registration.show, public=True),
	_route("POST", r"/portal/register", registration.send, public=True),
	_route("GET", r"/portal/register/form", registration.paper, public=True),
	_route("GET", r"/portal/forgotten", forgotten.show, public=True),
	_route("POST", r"/portal/forgotten", forgotten.ask, public=True),
	_route("POST", r"/portal/forgotten/answer", forgotten.answer, public=True),
	_route("GET", r"/portal/access/(?P<token>[A-Za-z0-9_-]{20,100})", password.show_link, public=True),
	_route("POST", r"/portal/access/(?P<token>[A-Za-z0-9_-]{20,100})", password.set_by_link, public=True),
	_route("GET", r"/portal/password/new", password.show_change),
	_route("POST", r"/portal/password/new", password.change),
	_route("GET", r"/portal/session", access.session, public=True),
	_route("POST", r"/portal/language", access.choose_language, public=True),
	_route("GET", r"/portal/branding\.json", branding.show, public=True),
	_route("GET", r"/portal/theme/(?P<color>[0-9a-fA-F]{3,8})\.css", theme.show, public=True),
	_route("GET", r"/portal/manifest\.webmanifest", installed_app.manifest, public=True),
	_route(
		"GET",
		r"/portal/icons/(?P<version>[0-9a-f]{12})/(?P<name>[a-z0-9-]{2,20})\.png",
		installed_app.icon,
		True,
	),
	_route("GET", r"/portal/logo/(?P<version>[0-9a-f]{12})\.png", logo.show, public=True),
	_route("GET", r"/portal/sw\.js", installed_app.worker, public=True),
	_route("GET", r"/portal/offline", installed_app.offline, public=True),
	_route("GET", r"/portal/new", catalogue.show),
	_route("GET", r"/portal/new/(?P<route>[a-z0-9-]{1,80})", new.show),
	_route("POST", r"/portal/new/(?P<route>[a-z0-9-]{1,80})", new.send),
	_route("GET", r"/portal/new/(?P<route>[a-z0-9-]{1,80})/review", new.review),
	_route("POST", r"/portal/new/(?P<route>[a-z0-9-]{1,80})/review", new.send_reviewed),
	_route("POST", r"/portal/new/(?P<route>[a-z0-9-]{1,80})/draft", new.keep),
	_route("POST", r"/portal/new/(?P<route>[a-z0-9-]{1,80})/anew", new.begin_anew),
	_route("GET", r"/portal/new/(?P<route>[a-z0-9-]{1,80})/suggestions", new.suggest),
	_route("GET", r"/portal/public", public_form.choose, public=True),
	_route("GET", r"/portal/public/(?P<route>[a-z0-9-]{1,80})", public_form.show, public=True),
	_route("POST", r"/portal/public/(?P<route>[a-z0-9-]{1,80})", public_form.send, public=True),
	_route("POST", r"/portal/favourites", catalogue.keep_favourite),
	_route("POST", r"/portal/acting-for", acting.choose),
	_route("GET", r"/portal/profile", profile.show),
	_route("POST", r"/portal/profile/(?P<section>details|password|question|pin|notices)", profile.save),
	_route("POST", r"/portal/profile/sessions", profile.end_sessions),
	_route("GET", r"/portal/push/key", push.key),
	_route("POST", r"/portal/push/on", push.turn_on),
	_route("POST", r"/portal/push/off", push.turn_off),
	_route("GET", r"/portal/members", members.show),
	_route("POST", r"/portal/members/invite", members.send_invitation),
	_route("POST", r"/portal/members/(?P<action>disable|enable|again|role)", members.act),
	_route("GET", r"/portal/contracts", registers.contracts),
	_route("GET", r"/portal/contracts/contract", registers.contract),
	_route("GET", r"/portal/services", registers.services),
	_route("GET", r"/portal/equipment", registers.equipment),
	_route("GET", r"/portal/equipment/(?P<name>[A-Za-z0-9_.-]{1,140})", registers.piece),
	_route("GET", r"/portal/reports", reports.show),
	_route("GET", r"/portal/reports\.(?P<ending>xlsx|csv)", reports.file),
	_route("GET", r"/portal/announcements", announcements.show),
	_route("GET", r"/portal/requests", request_list.show),
	_route("GET", r"/portal/requests/export/(?P<ending>csv|xlsx)", request_list.download),
	_route("POST", r"/portal/requests/read", request_list.mark_all_read),
	_route("POST", r"/portal/requests/filters", request_list.save_filter),
	_route(
		"POST",
		r"/portal/requests/filters/(?P<name>[a-z0-9]{10,40})/(?P<action>rename|delete)",
		request_list.change_filter,
	),
	_route("GET", rf"/portal/requests/{NUMBER}", request_list.seen(requests.show)),
	_route("GET", rf"/portal/requests/{NUMBER}/live", request_list.seen(requests.live)),
	_route("POST", rf"/portal/requests/{NUMBER}/comment", requests.comment),
	_route("POST", rf"/portal/requests/{NUMBER}/action", requests.act),
	_route("GET", rf"/portal/requests/{NUMBER}/edit", requests.show_edit),
	_route("POST", rf"/portal/requests/{NUMBER}/edit", requests.edit),
	_route("POST", rf"/portal/requests/{NUMBER}/rate", requests.rate),
	_route("POST", rf"/portal/requests/{NUMBER}/mute", requests.mute),
	_route("GET", rf"/portal/requests/{NUMBER}/print", request_parts.paper),
	_route(
		"GET", rf"/portal/requests/{NUMBER}/picture/(?P<file>[A-Za-z0-9_-]{{1,140}})", request_parts.picture
	),
	_route("POST", rf"/portal/requests/{NUMBER}/order", request_parts.order),
	_route("GET", rf"/portal/requests/{NUMBER}/colleagues", request_parts.colleagues),
	_route("POST", rf"/portal/requests/{NUMBER}/share", request_parts.share),
	_route("POST", rf"/portal/requests/{NUMBER}/unshare", request_parts.take_back),
	_route(
		"GET",
		rf"/portal/mute/{NUMBER}/(?P<user>[^/]{{1,140}})/(?P<signature>[0-9a-f]{{32}})",
		mute.show,
		True,
	),
	_route(
		"POST", rf"/portal/mute/{NUMBER}/(?P<user>[^/]{{1,140}})/(?P<signature>[0-9a-f]{{32}})", mute.do, True
	),
)


def find(path: str, method: str) -> tuple[Route | None, dict[str, str]]:
	"""The route for that address and method, with the parts that the address names."""
	for route in ROUTES:
		if route.method == method and (match := route.pattern.fullmatch(path)):
			return route, match.groupdict()
	return None, {}
