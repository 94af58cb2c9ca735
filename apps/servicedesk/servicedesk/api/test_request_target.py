"""The plain spelling of each kind of request is read; every other spelling is unreadable."""

import unittest

from servicedesk.api.request_target import Kind, Target, read_target

CALLS = (
	("/api/method/login", "login"),
	("/api/method/frappe.client.get_list", "frappe.client.get_list"),
	("/api/v1/method/frappe.client.get_list", "frappe.client.get_list"),
	("/api/v2/method/frappe.client.get_list", "frappe.client.get_list"),
	("/api/method/servicedesk.api.portal.tickets.create", "servicedesk.api.portal.tickets.create"),
)
PAGES = (
	("/", "/"),
	("/portal", "/portal"),
	("/portal/", "/portal"),
	("/portal/requests/new", "/portal/requests/new"),
	("/portal/Заявки и отговори", "/portal/Заявки и отговори"),
	("/Portal", "/Portal"),
	("/API/method/login", "/API/method/login"),
	("/api", "/api"),
	("/apix/method/login", "/apix/method/login"),
	("/app", "/app"),
	("/list", "/list"),
	("/printview", "/printview"),
	("/private/files", "/private/files"),
	("/portal@x", "/portal@x"),
)
FILES = (
	"/private/files/contract.pdf",
	"/private/files/100% done; really?.pdf",
	"/private/files/договор.pdf",
	"/private/files/folder/contract.pdf",
)
UNREADABLE_PATHS = (
	# more or less than one function's name
	"/api/method",
	"/api/method/",
	"/api/method/login/",
	"/api/method/ping/junk",
	"/api/method//ping",
	"/api//method/ping",
	"/api/v2/method/User/get_timezones",
	"/api/v3/method/ping",
	"/api/v2/method/ping/",
	"/api/method/ping\n",
	# not a plain name
	"/api/method/ping%00",
	"/api/method/.ping",
	"/api/method/ping.",
	"/api/method/frappe..ping",
	"/api/method/frappe.client.get_list()",
	"/api/method/frappe.client.__init__",
	"/api/method/servicedesk.api.portal._private",
	"/api/method/frappe.client.get_list,",
	"/api/method/frappe.client.get\u0131_list",
	"/api/method/пинг",
	"/api/method/ping ",
	# the document interface
	"/api/resource/User",
	"/api/resource/User/Administrator",
	"/api/v1/resource/User",
	"/api/v2/document/User/Administrator",
	"/api/v2/document/User/Administrator/method/reset_password",
	"/api/v2/doctype/User/meta",
	"/api/",
	# routed by the beginning of the path
	"/backups",
	"/backups/database.sql.gz",
	"/backupsx",
	# files that are not plainly below their folder
	"/private/files/",
	"/private/files/../../site_config.json",
	"/private/files/./x",
	"/private/files//x",
	"/private/files/a\\b",
	"/private/files/a\x00.pdf",
	"/private/files/.hidden",
	# pages whose path means something else to some reader
	"",
	"portal",
	"//portal",
	"/portal//app",
	"/portal/../app",
	"/portal/..",
	"/portal/./x",
	"/portal/.git/config",
	"/portal/%2e%2e/app",
	"/portal\\..\\app",
	"/portal/x;jsessionid=1",
	"/portal/x?y",
	"/portal/x#y",
	"/portal /x",
	"/portal/ x",
	"/portal\u00a0/x",
	"/portal\r\nSet-Cookie: x",
	"/portal\x85",
	"/portal\ufffd",
	"/portal\u2028",
	"/portal/\t",
)
COMMANDS_THAT_ARE_NO_NAMES = (
	["frappe.client.get_list"],
	{"login": 1},
	1,
	True,
	"frappe.client.get_list ",
	" ping",
	"ping\n",
	"frappe/client",
	"a..b",
	"_ping",
	"a._b",
	"()",
)


class TestReadTarget(unittest.TestCase):
	"""Values in, values out: no site is needed."""

	def test_calls(self) -> None:
		"""Each of the three spellings of a call gives the function's name."""
		for path, name in CALLS:
			with self.subTest(path):
				self.assertEqual(read_target(path), Target(Kind.CALL, name))

	def test_pages(self) -> None:
		"""A page is its path; upper and lower case stay apart, as they do in the framework."""
		for path, name in PAGES:
			with self.subTest(path):
				self.assertEqual(read_target(path), Target(Kind.PAGE, name))

	def test_private_files(self) -> None:
		"""File names may hold what addresses may not: the framework looks them up as they are."""
		for path in FILES:
			with self.subTest(path):
				self.assertEqual(read_target(path), Target(Kind.PRIVATE_FILE, path))

	def test_unreadable_paths(self) -> None:
		"""Every other spelling is refused, also those that one version or another understands."""
		for path in UNREADABLE_PATHS:
			with self.subTest(path):
				self.assertIs(read_target(path).kind, Kind.UNREADABLE)

	def test_command_wins_on_any_path(self) -> None:
		"""A `cmd` parameter is what the framework runs, wherever it is sent."""
		for path in (
			"/",
			"/portal",
			"/api/method/login",
			"/api/resource/User",
			"/private/files/x.pdf",
			"/backups",
		):
			with self.subTest(path):
				self.assertEqual(
					read_target(path, "frappe.client.delete"), Target(Kind.CALL, "frappe.client.delete")
				)

	def test_odd_commands(self) -> None:
		"""A `cmd` that is no plain name is unreadable, whatever the path would have been."""
		for command in COMMANDS_THAT_ARE_NO_NAMES:
			with self.subTest(repr(command)):
				self.assertIs(read_target("/portal", command).kind, Kind.UNREADABLE)

	def test_empty_command_leaves_the_path(self) -> None:
		"""The framework asks whether `cmd` is true; an empty one is none."""
		empty: tuple[object, ...] = ("", None, 0, [], {}, False)
		for command in empty:
			with self.subTest(repr(command)):
				self.assertEqual(read_target("/portal", command), Target(Kind.PAGE, "/portal"))
