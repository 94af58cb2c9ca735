"""What guests and portal users may reach. Everything that is not in this table is refused to them.

Portal users are all users who are not System Users: in the framework they hold the role All, as staff do, and
that role opens far more than a portal shows. Opening something here means: any person on the Internet (guests),
or any customer (portal users), may send it any parameters. The function or page must check whose data it gives.
"""

import enum
from dataclasses import dataclass

from servicedesk.api.request_target import Kind, Target


class Audience(enum.Enum):
	"""Who asks, as far as the gate tells people apart. Staff (System Users) are not held by the table."""

	GUEST = "guest"
	PORTAL = "portal"
	STAFF = "staff"


EVERYBODY = frozenset({Audience.GUEST, Audience.PORTAL})
SIGNED_IN = frozenset({Audience.PORTAL})

READ = frozenset({"GET", "HEAD"})
WRITE = frozenset({"POST"})


@dataclass(frozen=True, slots=True)
class Opening:
	"""One line of the table. `name` is exact, or a beginning where it ends with a star."""

	kind: Kind
	name: str
	methods: frozenset[str]
	audiences: frozenset[Audience]
	reason: str

	def covers(self, target: Target) -> bool:
		"""Whether this line speaks of `target`, whoever asks for it."""
		if target.kind is not self.kind:
			return False
		if self.name.endswith("*"):
			return target.name.startswith(self.name[:-1])
		return target.name == self.name


OPENINGS: tuple[Opening, ...] = (
	Opening(Kind.PAGE, "/", READ, EVERYBODY, "the bare address leads to the portal"),
	Opening(
		Kind.PAGE,
		"/login",
		READ,
		EVERYBODY,
		"the framework's own links lead here; it leads to the portal's sign-in",
	),
	Opening(Kind.PAGE, "/me", READ, EVERYBODY, "the framework sends customers here; it leads to the portal"),
	Opening(
		Kind.PAGE,
		"/portal",
		READ | WRITE,
		EVERYBODY,
		"the portal's first page; each page asks who may see it",
	),
	Opening(Kind.PAGE, "/portal/*", READ | WRITE, EVERYBODY, "the portal; each page asks who may see it"),
	Opening(Kind.PAGE, "/robots.txt", READ, EVERYBODY, "search engines ask for it"),
	Opening(Kind.PAGE, "/favicon.ico", READ, EVERYBODY, "browsers ask for it"),
	Opening(
		Kind.PRIVATE_FILE,
		"/private/files/*",
		READ,
		SIGNED_IN,
		"attachments; the File's own permission answers",
	),
	Opening(
		Kind.CALL, "logout", WRITE, SIGNED_IN, "signing out; by POST, so that no link of another site does it"
	),
	Opening(Kind.CALL, "ping", READ, EVERYBODY, "health checks; says pong"),
	Opening(
		Kind.CALL,
		"frappe.realtime.get_user_info",
		READ,
		EVERYBODY,
		"the realtime server asks whose session a cookie is; says the caller's own name only",
	),
	Opening(
		Kind.CALL,
		"frappe.website.doctype.web_form.web_form.accept",
		WRITE,
		SIGNED_IN,
		"the framework's Web Form; ours takes its place (hooks) and goes through the tickets' one door",
	),
	Opening(
		Kind.CALL,
		"servicedesk.api.web_forms.accept",
		WRITE,
		SIGNED_IN,
		"what takes the place of the framework's: only forms made from request types",
	),
	Opening(Kind.CALL, "servicedesk.api.public.*", READ | WRITE, EVERYBODY, "our endpoints for everybody"),
	Opening(Kind.CALL, "servicedesk.api.portal.*", READ | WRITE, SIGNED_IN, "our endpoints for portal users"),
)


def is_open(target: Target, audience: Audience, http_method: str) -> bool:
	"""Whether `audience` (guests or portal users) may ask for `target` with `http_method`."""
	return any(
		audience in opening.audiences and http_method in opening.methods and opening.covers(target)
		for opening in OPENINGS
	)


def needs_sign_in(target: Target, http_method: str) -> bool:
	"""Whether a guest would get further with `target` as a portal user: the answer is then 401, not 403."""
	return is_open(target, Audience.PORTAL, http_method) and not is_open(target, Audience.GUEST, http_method)
