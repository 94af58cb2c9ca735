"""The portal's own pages with odd paths and parameters: nothing of another customer's comes back, and nothing breaks.

Whatever is sent, the answer is one of ours: a page, a way on, or a refusal that says what is wrong.
"""

import random
from collections.abc import Callable
from urllib.parse import quote

import pytest

from servicedesk.www.routes import ROUTES
from tests.security import guesses
from tests.security.http_door import NOBODY, sign_in, web_server
from tests.security.two_customers import PASSWORD, Customer, two_customers
from tests.security.walker import LEFT_OUT, OF_B, Walker, report

pytestmark = [pytest.mark.site, pytest.mark.slow]

SEED = 20260102
# Of every so many requests of the long run; the others fuzz what is closed (test_fuzz.py).
SHARE = 4
ROUTED = [route for route in ROUTES if not any(word in route.pattern.pattern for word in LEFT_OUT)]
PARAMETERS = (
	*"q show mine after state site contract number equipment service customer back account role email first_name".split(),
	*"last_name phone key message action rating user member token section language f_x current_customer usable endpoint secret".split(),
)
ODD = (
	"", "0", "-1", "1e309", "null", "[]", "{}", "%", "_", "'", '"', "\\", "' or 1=1 -- ", "\" union select 1 -- ", "%00",
	"\x00", "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"), "\u202eabc", "ё" * 300, "x" * 5000,
	"{{ 7*7 }}", "<script>1</script>", "../../../etc/passwd", "~~~", "2999-01-01T00:00:00~T-1~0", "9999999-99-99~a~5",
	"2026-01-01T00:00:00+02:00~x~9", "title~name", "~", "\r\nX: y",
)  # fmt: skip

Change = Callable[[random.Random, str], str]


def double_slash(chance: random.Random, path: str) -> str:
	"""Double one of the path's slashes."""
	at = chance.choice([place for place, sign in enumerate(path) if sign == "/"])
	return path[:at] + "/" + path[at:]


def odd_part(chance: random.Random, path: str) -> str:
	"""Put something odd in the place of one part."""
	parts = path.split("/")
	parts[chance.randrange(2, len(parts)) if len(parts) > 2 else -1] = quote(chance.choice(ODD), safe="")
	return "/".join(parts)


def step_aside(chance: random.Random, path: str) -> str:
	"""Go up and come back, or add a part."""
	return path + chance.choice(
		("/..", "/.", "/%2e%2e/requests", ";x", "/x", "%00", "%20", "?", "#", ".json", "/")
	)


def change_case(chance: random.Random, path: str) -> str:
	"""Write the path in capitals, or one sign of it as a code."""
	at = chance.randrange(1, len(path))
	return chance.choice((path.upper(), f"{path[:at]}%{ord(path[at]):02x}{path[at + 1 :]}"))


CHANGES: tuple[Change, ...] = (double_slash, odd_part, step_aside, change_case)


def made_up(chance: random.Random, made: tuple[Customer, Customer]) -> tuple[str, str, dict[str, str]]:
	"""A method, a path and parameters: something that exists for one of the customers, changed up to three times."""
	customer = chance.choice(made)
	route = chance.choice(ROUTED)
	path = chance.choice(guesses.addresses(route.pattern.pattern, customer))
	for _time in range(chance.choice((0, 0, 1, 1, 2, 3))):
		path = chance.choice(CHANGES)(chance, path)
	named = guesses.form(chance.choice(made))
	sent = {
		name: chance.choice((named.get(name, "x"), named.get(name, "x"), chance.choice(ODD)))
		for name in chance.sample(PARAMETERS, chance.randrange(6))
	}
	method = route.method if chance.random() < 0.9 else chance.choice(("GET", "POST"))
	return method, path, sent


def test_portal_fuzz(request: pytest.FixtureRequest) -> None:
	"""No odd spelling of the portal's own addresses and parameters shows B's data, or fails on our side."""
	made = two_customers()
	chance = random.Random(SEED)  # noqa: S311 — the same requests in every run
	door = web_server()
	people = {
		"guest": NOBODY,
		**{user: sign_in(door, user, PASSWORD) for user in (made[0].requester, made[0].manager)},
	}
	walkers = [Walker(who, door, session, OF_B) for who, session in people.items()]
	for _number in range(request.config.getoption("--fuzz-requests") // SHARE):
		method, path, sent = made_up(chance, made)
		walker = chance.choice(walkers)
		if method == "POST":
			sent["csrf_token"] = walker.session.token
		answer = walker.ask("fuzz", method, path, sent)
		assert answer.status < 500, (method, path, sent, answer.status, answer.body[:300])
	found = [finding for walker in walkers for finding in walker.findings]
	assert not found, report(found)
	assert all(walker.is_signed_in() for walker in walkers[1:]), "the fuzz lost its sessions on the way"
