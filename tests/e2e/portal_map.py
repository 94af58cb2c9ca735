"""Every page of the portal: the routes as the app has them, and addresses of pages to open.

A route of a page that no address here leads to, and that is not left out with a reason, fails a test.
"""

import ast
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from tests.e2e.bench import ROOT
from tests.e2e.person import HELPDESK_FORM

ROUTES = ROOT / "apps" / "servicedesk" / "servicedesk" / "www" / "routes.py"
# Pages of the preset edi-provider. {number}: a request of hers.
PAGES = {
	"sign_in": "/portal/sign-in",
	"home": "/portal",
	"catalogue": "/portal/new",
	"catalogue_found": "/portal/new?q=cont",
	"catalogue_not_found": "/portal/new?q=nimicdeacestfel",
	"form": HELPDESK_FORM,
	"form_of_another_kind": "/portal/new/cont-nou",
	"requests": "/portal/requests",
	"requests_not_found": "/portal/requests?q=nimicdeacestfel",
	"request": "/portal/requests/{number}",
	"request_just_sent": "/portal/requests/{number}?sent=1",
	"request_edit": "/portal/requests/{number}/edit",
	"request_on_paper": "/portal/requests/{number}/print",
	"announcements": "/portal/announcements",
	"contracts": "/portal/contracts",
	"contract": "/portal/contracts/contract?number=EDI-2026-001",
	"services": "/portal/services",
	"equipment": "/portal/equipment",
	"profile": "/portal/profile",
	"members": "/portal/members",
	"reports": "/portal/reports?period=this_year",
	"reports_of_nothing": "/portal/reports?period=last_year",
	"forgotten_password": "/portal/forgotten",
	"new_password": "/portal/password/new",
	"offline": "/portal/offline",
	"missing": "/portal/requests/HELP-999999999",
}
# Pages that a request type has by its settings: test_portal_settings.py.
BY_SETTINGS = {
	"review": "/portal/new/helpdesk/review",
	"public": "/portal/public",
	"public_form": "/portal/public/helpdesk",
	"public_form_sent": "/portal/public/helpdesk?sent=HELP-1",
}
FOR_GUESTS = frozenset({"sign_in", "forgotten_password", "offline"})
FOR_MANAGERS = frozenset({"members", "reports", "reports_of_nothing"})
# Answered with 404 on purpose.
MISSING = frozenset({"missing"})
# Beginnings of routes that no address above leads to, and why.
LEFT_OUT = {
	r"/portal/register": "this preset offers no registration; test_portal_words opens it where another does",
	r"/portal/access/": "its address comes by mail; test_access_pages_for_everybody opens it",
	r"/portal/mute/": "its address comes by mail; test_access_pages_for_everybody opens it",
	r"/portal/equipment/": "this preset has no equipment; test_portal_words opens pieces where another has",
	r"/portal/public": "this preset has no public forms; test_public_form_outsourcer opens them",
	r"/portal/new/(?P<route>[a-z0-9-]{1,80})/review": "test_form_walk_internal_desk fills in a form and opens it",
	r"/portal/session": "data for scripts",
	r"/portal/push/": "data for scripts",
	r"/portal/branding": "data for the front",
	r"/portal/theme/": "a style sheet",
	r"/portal/manifest": "data for browsers",
	r"/portal/icons/": "pictures",
	r"/portal/logo/": "pictures",
	r"/portal/reports\.": "files to save",
	r"/portal/requests/export/": "files to save",
	r"/portal/sw": "a script",
}
# Ends of routes that yield parts of pages, and pictures.
PARTS = ("/live", "/colleagues", "/suggestions", "/picture/(?P<file>[A-Za-z0-9_-]{1,140})")


def page_routes() -> Iterator[re.Pattern[str]]:
	"""The patterns of every GET route that the app declares."""
	tree = ast.parse(ROUTES.read_text(encoding="utf-8"))
	constants = {
		node.targets[0].id: str(node.value.value)
		for node in tree.body
		if isinstance(node, ast.Assign)
		and isinstance(node.targets[0], ast.Name)
		and isinstance(node.value, ast.Constant)
	}
	for node in ast.walk(tree):
		if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_route":
			method, address = node.args[:2]
			if isinstance(method, ast.Constant) and method.value == "GET":
				yield re.compile(_text(address, constants))


def _text(node: ast.expr, constants: dict[str, str]) -> str:
	if isinstance(node, ast.Constant):
		return str(node.value)
	assert isinstance(node, ast.JoinedStr), ast.dump(node)
	return "".join(
		str(part.value) if isinstance(part, ast.Constant) else constants[_name(part)] for part in node.values
	)


def _name(part: ast.expr) -> str:
	assert isinstance(part, ast.FormattedValue), ast.dump(part)
	assert isinstance(part.value, ast.Name), ast.dump(part)
	return part.value.id


def is_left_out(route: str) -> bool:
	"""Whether no page of a route has to be opened; the pattern of a dot is written with a backslash."""
	return route.endswith(PARTS) or any(route.startswith(start) for start in LEFT_OUT)


def unvisited(addresses: list[str]) -> list[str]:
	"""Routes of pages that none of these addresses leads to."""
	paths = [urlsplit(address.format(number="HELP-1")).path for address in addresses]
	return [
		route.pattern
		for route in page_routes()
		if not is_left_out(route.pattern) and not any(route.fullmatch(path) for path in paths)
	]


def shape(path: str) -> str:
	"""The route that answers a path, so that pages of one kind are known as such; the path where none does."""
	return next((route.pattern for route in page_routes() if route.fullmatch(path)), path)
