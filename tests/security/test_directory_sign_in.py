"""Who gets in with a name and password that an LDAP directory knows, and as whom: a real slapd on loopback."""

import secrets
import threading
from collections.abc import Iterator

import pytest

from tests.security.directory_place import DOMAIN, LOCAL_PASSWORD, PASSWORD, RUN, Place, a_directory
from tests.security.http_door import Answer, Session
from tests.security.sign_in_servers import PEOPLE
from tests.security.sign_in_site import (
	ACCOUNT,
	LET_IN,
	NOT_LET_IN,
	WRONG,
	is_signed_in,
	post,
	try_to_sign_in,
)


@pytest.fixture(scope="module")
def place(administrator: Session, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
	"""A running directory, asked by the site."""
	with a_directory(administrator, tmp_path_factory.mktemp("slapd")) as made:
		yield made


def test_first_sign_in_makes_the_account(place: Place) -> None:
	"""From the directory's name, phone, address and group; by the short name, with no password stored."""
	uid = place.person(
		f"ivan{RUN}", "clients", cn="Иван Петров", mail=f"Ivan@{DOMAIN}", telephoneNumber="+359 2 1"
	)
	answer = try_to_sign_in(uid.upper(), PASSWORD)
	assert answer.status == LET_IN and answer.headers["location"].startswith("/portal")
	assert is_signed_in(answer)
	account = place.account(uid)
	assert account["user"] == f"ivan@{DOMAIN}"
	assert (account["full_name"], account["phone"]) == ("Иван Петров", "+359 2 1")
	assert account["account_state"] == "Active"
	rows = account["customers"]
	assert isinstance(rows, list)
	assert [(row["customer"], row["account_role"]) for row in rows] == [(place.customer, "Requester")]
	user = place.records.read("User", f"ivan@{DOMAIN}")
	assert user["user_type"] == "Website User"
	assert [row["role"] for row in user["roles"]] == ["Service Desk Customer"]
	# The framework's own sign-in knows local passwords only, and there is none.
	refused = post("/api/method/login", {"usr": f"ivan@{DOMAIN}", "pwd": PASSWORD})
	assert refused.status == WRONG


def test_whole_address_and_second_sign_in(place: Place) -> None:
	"""The same account by either name; what has changed in the directory is taken over."""
	uid = place.person(f"maria{RUN}", "clients", cn="Мария Иванова", mail=f"maria.ivanova@{DOMAIN}")
	for login in (uid, f"{uid}@{DOMAIN}", f"maria.ivanova@{DOMAIN}"):
		assert try_to_sign_in(login, PASSWORD).status == LET_IN, login
	before = place.account(uid)
	other = place.records.make("SD Customer", {"customer_name": f"Directory Other {RUN}"})
	distinguished = f"uid={uid},{PEOPLE}"
	place.slapd.change(distinguished, cn="Мария Петрова", telephoneNumber="+359 2 99")
	place.slapd.add_group(f"heads-{uid}", distinguished)
	place.map_group(f"heads-{uid}", other, "Manager")
	assert try_to_sign_in(uid, PASSWORD).status == LET_IN
	after = place.account(uid)
	assert after["name"] == before["name"]
	assert (after["full_name"], after["phone"]) == ("Мария Петрова", "+359 2 99")
	rows = after["customers"]
	assert isinstance(rows, list)
	found = {row["customer"]: row["account_role"] for row in rows}
	assert found == {place.customer: "Requester", other: "Manager"}


def test_no_mail_address_in_the_directory(place: Place) -> None:
	"""The short name with the mail domain is the address."""
	uid = place.person(f"nomail{RUN}", "clients")
	assert try_to_sign_in(uid, PASSWORD).status == LET_IN
	assert place.account(uid)["user"] == f"{uid}@{DOMAIN}"


@pytest.mark.parametrize("password", ["", " ", "wrong", "\0", PASSWORD + "\0", "x" * 5000])
def test_wrong_and_empty_passwords(place: Place, password: str) -> None:
	"""An empty one binds as nobody at this directory, which is no sign-in."""
	uid = f"careful{secrets.token_hex(3)}"
	place.person(uid, "clients")
	assert place.slapd.lets_in_without_a_password(f"uid={uid},{PEOPLE}"), "the trap is set"
	answer = try_to_sign_in(uid, password)
	assert answer.status == WRONG and not is_signed_in(answer)
	assert not place.records.find(ACCOUNT, external_login=uid)


@pytest.mark.parametrize(
	"login",
	[
		"*",
		"car*",
		"*)(uid=*",
		"*)(|(uid=*",
		"known)(objectClass=*",
		"\\2a",
		"known\0",
		"known\n",
		"x" * 1000,
		"x" * 120 + "@" + DOMAIN,
		"known@example.com",
		"@" + DOMAIN,
		"Administrator",
		"Guest",
		"",
		"\U0001f600",
		"<script>alert(1)</script>",
		"' or 1=1 --",
	],
)
def test_odd_names_are_refused_quietly(place: Place, login: str) -> None:
	"""Signs that mean something to a directory are signs of a name like others."""
	answer = try_to_sign_in(login, PASSWORD)
	assert answer.status == WRONG and not is_signed_in(answer)
	assert b"<script>alert" not in answer.body


@pytest.mark.parametrize("ending", ["*", ")(objectClass=*", "?)(|(uid=*"])
def test_no_sign_widens_the_search(place: Place, ending: str) -> None:
	"""Each of these would find exactly one person, whose password it is, if it meant something."""
	mark = secrets.token_hex(4)
	uid = place.person(f"{mark}-only", "clients")
	for login in (f"{mark}{ending}", f"{uid}{ending}"):
		answer = try_to_sign_in(login, PASSWORD)
		assert answer.status == WRONG and not is_signed_in(answer), login
	assert not place.records.find(ACCOUNT, external_login=uid)


def test_a_name_with_signs_of_a_filter_is_found(place: Place) -> None:
	"""And only that one person."""
	uid = place.person(f"a*(b)\\{RUN}", "clients", mail=f"odd@{DOMAIN}")
	assert try_to_sign_in(uid, PASSWORD).status == LET_IN


def test_an_unknown_group_is_told(place: Place) -> None:
	"""The password is right, so the reason may be said; nothing is made."""
	uid = place.person(f"lonely{RUN}")
	answer = try_to_sign_in(uid, PASSWORD)
	assert answer.status == NOT_LET_IN and not is_signed_in(answer)
	assert b"your group has no access" in answer.body
	assert not place.records.find("User", email=f"{uid}@{DOMAIN}")
	assert try_to_sign_in(uid, "wrong").status == WRONG


def test_somebody_elses_address(place: Place) -> None:
	"""Whoever writes another account's address into the directory does not become its owner."""
	local = f"local{RUN}@{DOMAIN}"
	place.local_person(local)
	uid = place.person(f"thief{RUN}", "clients", mail=local)
	answer = try_to_sign_in(uid, PASSWORD)
	assert answer.status == NOT_LET_IN and not is_signed_in(answer)
	assert local.encode() not in answer.body
	# The owner of the address signs in here, and the directory is not asked.
	assert try_to_sign_in(local, PASSWORD).status == WRONG
	assert try_to_sign_in(local, LOCAL_PASSWORD).status == LET_IN


def test_an_account_that_staff_have_linked(place: Place) -> None:
	"""The directory's password counts from then on, and a left-over one of this desk no longer."""
	email = f"linked{RUN}@{DOMAIN}"
	place.local_person(email, sign_in_source=place.source)
	uid = place.person(f"link{RUN}", "clients", mail=email)
	for door in ("/portal/sign-in", "/api/method/login"):
		answer = post(door, {"usr": email, "pwd": LOCAL_PASSWORD})
		assert answer.status == WRONG and not is_signed_in(answer), door
	assert try_to_sign_in(uid, PASSWORD).status == LET_IN
	assert place.account(uid)["user"] == email
	assert try_to_sign_in(email, PASSWORD).status == LET_IN


def test_a_removed_person_and_a_closed_account(place: Place) -> None:
	"""Neither comes in again; being in the directory opens no account that is closed here."""
	removed = place.person(f"removed{RUN}", "clients")
	closed = place.person(f"closed{RUN}", "clients")
	place.records.keep_a_system_manager()
	for uid in (removed, closed):
		assert try_to_sign_in(uid, PASSWORD).status == LET_IN
	place.slapd.remove(f"uid={removed},{PEOPLE}")
	place.records.change("User", f"{closed}@{DOMAIN}", enabled=0)
	for uid in (removed, closed):
		answer = try_to_sign_in(uid, PASSWORD)
		assert answer.status == WRONG and not is_signed_in(answer)
	assert place.records.read("User", f"{closed}@{DOMAIN}")["enabled"] == 0


def test_two_first_sign_ins_at_once(place: Place) -> None:
	"""Both get in, into one account."""
	for turn in range(2):
		uid = place.person(f"twice{turn}{RUN}", "clients", cn="Иван Иванов")
		answers: list[Answer] = []
		start = threading.Barrier(4)

		def sign_in(
			uid: str = uid, answers: list[Answer] = answers, start: threading.Barrier = start
		) -> None:
			start.wait()
			answers.append(try_to_sign_in(uid, PASSWORD))

		threads = [threading.Thread(target=sign_in) for _number in range(4)]
		for thread in threads:
			thread.start()
		for thread in threads:
			thread.join()
		assert [answer.status for answer in answers] == [LET_IN] * 4
		assert len(place.records.find(ACCOUNT, external_login=uid)) == 1


def test_guessing_is_limited(place: Place) -> None:
	"""After too many wrong passwords the right one is not even asked about, for either form of the name."""
	uid = place.person(f"guessed{RUN}", "clients")
	for number in range(12):
		assert try_to_sign_in(uid, f"guess {number}").status == WRONG
	for login in (uid, f"{uid}@{DOMAIN}"):
		assert try_to_sign_in(login, PASSWORD).status == WRONG
