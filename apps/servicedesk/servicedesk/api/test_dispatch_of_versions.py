"""What the gate reads is what each version of the framework would dispatch, for thousands of odd paths.

The versions are modelled by what they route by; a framework that has its own table of API routes (15 and later)
is asked itself as well.
"""

import random
import unittest
from collections.abc import Callable

import frappe
import frappe.api
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule, Submount
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from servicedesk.api.request_target import Kind, read_target

SEED = 15
PATHS = 20_000
NOTHING = ("nothing", "")
PIECES = (
	*(
		"/api",
		"/api/",
		"/v1",
		"/v2",
		"/method",
		"/method/",
		"/resource",
		"/document",
		"/doctype",
		"/User",
		"/meta",
	),
	*(
		"/ping",
		"/login",
		"/frappe.client.get_list",
		"/servicedesk.api.portal.x.y",
		"/run_doc_method",
		"/upload_file",
	),
	*(
		"/portal",
		"/app",
		"/list",
		"/backups",
		"/private/files/",
		"/x.pdf",
		"/",
		"//",
		"/.",
		"/..",
		"..",
		".",
		"%",
		";",
	),
	*(" ", "\n", "\x00", "\\", "é", "Ж", "A", "_", "-", "?", "#", "@", "\ufffd", "\u2028", ".html", "/index"),
)
BEGINNINGS = (
	"/",
	"/api",
	"/api/method",
	"/api/v1/method",
	"/api/v2/method",
	"/api/method/ping",
	"/portal",
	"/private/files",
)
Dispatch = Callable[[str], tuple[str, str]]


def routed_by_beginning(path: str) -> tuple[str, str]:
	"""Return what every version does with a path that is not API."""
	if path.startswith("/backups"):
		return "backup", path
	if path.startswith("/private/files/"):
		return "file", path
	return "page", path.strip("/ ")


def dispatch_of_2023(path: str) -> tuple[str, str]:
	"""Return what the framework of August 2023 does: the third part of the path is the function."""
	if not path.startswith("/api/"):
		return routed_by_beginning(path)
	parts = path[1:].split("/", 3)
	if len(parts) > 2 and parts[1] == "method":
		return "call", parts[2]
	return NOTHING if len(parts) < 2 or parts[1] != "resource" else ("document", path)


ROUTES_OF_15 = Map(
	[
		Submount(
			prefix,
			[
				Rule("/method/<path:method>", endpoint="first part"),
				Rule("/resource/<path:rest>", endpoint="document"),
			],
		)
		for prefix in ("/api", "/api/v1")
	]
	+ [
		Submount(
			"/api/v2",
			[
				Rule("/method/<method>", endpoint="call"),
				Rule("/method/<doctype>/<method>", endpoint="document"),
				Rule("/document/<path:rest>", endpoint="document"),
				Rule("/doctype/<path:rest>", endpoint="document"),
			],
		)
	],
	strict_slashes=False,
	merge_slashes=False,
)


def dispatch_of_15(path: str) -> tuple[str, str]:
	"""Return what version 15 does: a table of routes, and of a call's path the first part."""
	if not path.startswith("/api/"):
		return routed_by_beginning(path)
	environ = EnvironBuilder().get_environ() | {"PATH_INFO": path.encode().decode("latin1")}
	try:
		endpoint, arguments = ROUTES_OF_15.bind_to_environ(environ).match()
	except HTTPException:
		return NOTHING
	if endpoint == "document":
		return "document", path
	return "call", arguments["method"].split("/")[0] if endpoint == "first part" else arguments["method"]


def dispatch_of_this_framework(path: str) -> tuple[str, str]:
	"""Return what the framework at hand does with a path below /api/, by its own table of routes."""
	environ = EnvironBuilder().get_environ() | {"PATH_INFO": path.encode().decode("latin1")}
	try:
		endpoint, arguments = frappe.api.API_URL_MAP.bind_to_environ(environ).match()
	except HTTPException:
		return NOTHING
	if set(arguments) == {"method"}:
		return "call", arguments["method"].split("/")[0]
	return ("call", path.rsplit("/", 1)[-1]) if not arguments and endpoint else ("document", path)


def odd_paths() -> list[str]:
	"""Return the same odd paths in every run, as a request of the framework sees them."""
	chance = random.Random(SEED)  # noqa: S311 — nothing secret, the same in every run
	paths = []
	for _number in range(PATHS):
		written = chance.choice(BEGINNINGS) + "".join(chance.choices(PIECES, k=chance.randrange(5)))
		environ = EnvironBuilder().get_environ() | {"PATH_INFO": written.encode().decode("latin1")}
		paths.append(Request(environ).path)
	return paths


class TestDispatchOfVersions(unittest.TestCase):
	"""The gate may read less than a version does; never something else."""

	def assert_agreement(self, paths: list[str], dispatch: Dispatch) -> None:
		"""Assert that what the gate reads in `paths` is what `dispatch` does, or that nothing would be done."""
		kinds = {Kind.CALL: "call", Kind.PAGE: "page", Kind.PRIVATE_FILE: "file"}
		read = dict.fromkeys(Kind, 0)
		for path in paths:
			target = read_target(path)
			read[target.kind] += 1
			if target.kind is Kind.UNREADABLE:
				continue
			done = dispatch(path)
			name = target.name.strip("/") if target.kind is Kind.PAGE else target.name
			self.assertIn(done, (NOTHING, (kinds[target.kind], name)), repr(path))
		for kind in (Kind.CALL, Kind.PAGE, Kind.UNREADABLE):
			self.assertGreater(read[kind], 50, "the odd paths have to be of every kind")

	def test_framework_of_2023(self) -> None:
		"""The local bench's framework."""
		self.assert_agreement(odd_paths(), dispatch_of_2023)

	def test_version_15(self) -> None:
		"""The framework of production."""
		self.assert_agreement(odd_paths(), dispatch_of_15)

	def test_this_framework(self) -> None:
		"""The framework at hand, by its own table; one without a table is the one of 2023, asked above."""
		if not hasattr(frappe.api, "API_URL_MAP"):
			self.assertEqual(frappe.__version__, "15.0.0-dev")
			return
		paths = [
			path
			for path in odd_paths()
			if not path.startswith("/api/") or read_target(path).kind is Kind.CALL
		]
		for path in paths:
			if path.startswith("/api/"):
				self.assertIn(
					dispatch_of_this_framework(path), (NOTHING, ("call", read_target(path).name)), repr(path)
				)
