"""Signing in against directories that say what the test tells them to: who is asked, and who gets in as whom."""

from typing import Any
from unittest.mock import MagicMock, patch

import frappe

from servicedesk.access.directory import DirectoryDown, NotLetIn, limits, sign_in, try_sign_in
from servicedesk.access.directory.accounts import NO_ADDRESS, NO_GROUP, TAKEN
from servicedesk.access.directory.interface import Person, Trouble
from servicedesk.access.directory.sign_in import check_who_has_said_so
from servicedesk.access.directory.trial import result_for
from servicedesk.shared.testing import AGENT, DeskTestCase, make_account, make_customer, make_user

ACCOUNT, SOURCE = "SD Portal Account", "SD Sign-In Source"
RIGHT = "right"


class FakeDirectory:
	"""Knows people by short name, and remembers who it was asked for."""

	def __init__(self, *people: Person, is_down: bool = False) -> None:
		self.people = {person.login: person for person in people}
		self.is_down = is_down
		self.asked: list[str] = []

	def authenticate(self, short: str, password: str) -> Person | None:
		"""As a real one."""
		self.asked.append(short)
		if self.is_down:
			raise DirectoryDown(Trouble.NO_ANSWER, "test")
		return self.people.get(short) if password == RIGHT else None

	def check(self) -> None:
		"""As a real one."""
		if self.is_down:
			raise DirectoryDown(Trouble.NO_ANSWER, "test")


def person(login: str = "ivan", **values: Any) -> Person:
	"""Somebody of the directory."""
	return Person(login, **{"email": f"{login}@dir.test", "full_name": "Ivan Petrov", **values})


class DirectorySignInTestCase(DeskTestCase):
	"""Two sources, each with a fake directory behind it, and a customer."""

	def setUp(self) -> None:
		"""No other source of the site is asked."""
		super().setUp()
		frappe.db.set_value(SOURCE, {"enabled": 1}, "enabled", 0)
		self.customer = make_customer("T Directory")
		self.directories: dict[str, FakeDirectory] = {}
		patches = (
			patch(
				"servicedesk.access.directory.sources.directory_of",
				lambda source: self.directories[source.name],
			),
			# It begins a new transaction, and with it the test's own records would be gone.
			patch.object(sign_in, "one_at_a_time"),
		)
		for each in patches:
			each.start()
			self.addCleanup(each.stop)
		for name in ("ivan", "maria"):
			limits.forget(name)
		self.addCleanup(frappe.local.flags.pop, "servicedesk_directory_user", None)

	def source(self, title: str, *people: Person, is_down: bool = False, **values: Any) -> FakeDirectory:
		"""A source of the desk, in the order they are made."""
		self.directories[title] = FakeDirectory(*people, is_down=is_down)
		frappe.get_doc(
			{
				"doctype": SOURCE, "title": title, "kind": "LDAP", "enabled": 1, "host": "127.0.0.1",
				"sort_order": len(self.directories), "mail_domain": "dir.test", "base_dn": "dc=test",
				"default_customer": self.customer, **values,
			}
		).insert()  # fmt: skip
		limits.wake(title)
		return self.directories[title]

	def account(self, user: str) -> Any:
		"""The account of a user."""
		return frappe.get_doc(ACCOUNT, {"user": user})


class TestWhoIsAsked(DirectorySignInTestCase):
	"""A directory sees only what may be its own people's."""

	def test_people_of_this_desk_are_not(self) -> None:
		"""Their passwords are nothing for another server's eyes."""
		directory = self.source("T One", person("agent"), person("requester"))
		make_account("requester@dir.test", {self.customer: "Requester"})
		for login in (AGENT, "requester@dir.test", " REQUESTER@dir.test", "Administrator", "Guest"):
			self.assertIsNone(try_sign_in(login, RIGHT), login)
		self.assertEqual(directory.asked, [])

	def test_nonsense_is_not(self) -> None:
		"""Above all no empty password, which many directories take for nobody and let in."""
		directory = self.source("T One", person())
		for password in ("", "\0", "right\0", "x" * 1025):
			self.assertIsNone(try_sign_in("ivan", password))
		for login in ("", " ", "ivan\0", "x" * 1000, "ivan@elsewhere.test", "@dir.test"):
			self.assertIsNone(try_sign_in(login, RIGHT))
		self.assertEqual(directory.asked, [])

	def test_by_short_name_until_one_knows(self) -> None:
		"""In their order, for the name or its address."""
		first, second = self.source("T One"), self.source("T Two", person())
		third = self.source("T Three", person())
		for login in ("Ivan", "ivan@DIR.test"):
			self.assertEqual(try_sign_in(login, RIGHT), "ivan@dir.test")
		# From the second time on the account says which source it is.
		self.assertEqual((first.asked, second.asked, third.asked), (["ivan"], ["ivan", "ivan"], []))

	def test_sources_that_are_off_are_not(self) -> None:
		"""Nor for an account that is linked to one."""
		directory = self.source("T One", person())
		self.assertEqual(try_sign_in("ivan", RIGHT), "ivan@dir.test")
		frappe.get_doc(SOURCE, "T One").update({"enabled": 0}).save()
		for login in ("ivan", "ivan@dir.test"):
			self.assertIsNone(try_sign_in(login, RIGHT))
		self.assertEqual(len(directory.asked), 1)

	@patch.object(limits, "REST_SECONDS", 600)
	def test_one_that_is_down(self) -> None:
		"""Another one may know the name; where none does, it is said, and the one that is down is left alone."""
		down, up = self.source("T One", is_down=True), self.source("T Two", person("maria"))
		self.assertEqual(try_sign_in("maria", RIGHT), "maria@dir.test")
		with self.assertRaises(DirectoryDown):
			try_sign_in("ivan", RIGHT)
		self.assertEqual((down.asked, up.asked), (["maria"], ["maria", "ivan"]))
		self.assertFalse(result_for(frappe.get_doc(SOURCE, "T One"))["works"])
		down.is_down = False
		self.assertTrue(result_for(frappe.get_doc(SOURCE, "T One"))["works"])
		self.assertIsNone(try_sign_in("ivan", RIGHT))
		self.assertEqual(down.asked, ["maria", "ivan"])

	def test_guessing_ends(self) -> None:
		"""For the name and its address together; a right password in time begins the count anew."""
		directory = self.source("T One", person())
		with patch.object(limits, "MOST", 3), patch.object(limits, "_setting", return_value=0):
			for login in ("ivan", "ivan@dir.test"):
				self.assertIsNone(try_sign_in(login, "wrong"))
			self.assertEqual(try_sign_in("ivan", RIGHT), "ivan@dir.test")
			for _turn in range(3):
				self.assertIsNone(try_sign_in("ivan", "wrong"))
			with self.assertRaises(frappe.SecurityException):
				try_sign_in("ivan@dir.test", RIGHT)
		self.assertEqual(len(directory.asked), 6)


class TestWhoGetsIn(DirectorySignInTestCase):
	"""Accounts made and brought up to date from what the directory says."""

	def groups(self, *rows: tuple[str, str, str]) -> dict[str, Any]:
		"""Values of a source that maps groups only."""
		keys = ("group_name", "customer", "account_role")
		return {"default_customer": None, "groups": [dict(zip(keys, row, strict=True)) for row in rows]}

	def test_no_password_is_stored(self) -> None:
		"""Nor a mail sent, nor anything but the customers' role given."""
		self.source("T One", person(phone="+359 2 1"))
		user = try_sign_in("ivan", RIGHT)
		self.assertEqual(frappe.get_roles(user).count("Service Desk Customer"), 1)
		self.assertEqual(frappe.db.get_value("User", user, "user_type"), "Website User")
		self.assertFalse(frappe.db.exists("__Auth", {"doctype": "User", "name": user}))
		account = self.account("ivan@dir.test")
		self.assertEqual((account.full_name, account.phone), ("Ivan Petrov", "+359 2 1"))
		self.assertEqual((account.sign_in_source, account.external_login), ("T One", "ivan"))
		self.assertEqual(
			[(row.customer, row.account_role) for row in account.customers], [(self.customer, "Requester")]
		)

	def test_a_deadlock_is_tried_again(self) -> None:
		"""The framework writes one row for all users whenever one is saved."""
		self.source("T One", person())
		whole = sign_in.accounts.open_or_update
		results = iter([frappe.QueryDeadlockError, None])

		def open_or_update(source: Any, who: Person) -> str | None:
			if error := next(results):
				raise error
			return whole(source, who)

		with patch.object(sign_in.accounts, "open_or_update", open_or_update):
			self.assertEqual(try_sign_in("ivan", RIGHT), "ivan@dir.test")

	def test_a_whole_company_on_its_first_morning(self) -> None:
		"""The framework lets in a few new users an hour only."""
		self.source("T One", *[person(f"new{number}") for number in range(3)])
		with patch.dict(frappe.local.conf, {"throttle_user_limit": 0}):
			for number in range(3):
				self.assertTrue(try_sign_in(f"new{number}", RIGHT))
		self.assertFalse(frappe.flags.in_import)

	def test_groups_decide_each_time(self) -> None:
		"""Also that somebody acts for fewer customers than before, or for none."""
		other = make_customer("T Other")
		rows = (("clients", self.customer, "Requester"), ("heads", other, "Manager"))
		directory = self.source("T One", person(groups=("CN=clients,DC=test", "heads")), **self.groups(*rows))
		user = str(try_sign_in("ivan", RIGHT))
		found = {row.customer: row.account_role for row in self.account(user).customers}
		self.assertEqual(found, {self.customer: "Requester", other: "Manager"})
		directory.people["ivan"] = person(groups=("heads",), full_name="Ivan Ivanov")
		try_sign_in("ivan", RIGHT)
		account = self.account(user)
		self.assertEqual([row.customer for row in account.customers], [other])
		self.assertEqual(account.full_name, "Ivan Ivanov")
		directory.people["ivan"] = person()
		with self.assertRaises(NotLetIn) as refused:
			try_sign_in("ivan", RIGHT)
		self.assertEqual(refused.exception.code, NO_GROUP)

	def test_without_groups_staff_decide(self) -> None:
		"""After the first sign-in, which makes the account for the source's customer."""
		self.source("T One", person())
		user = str(try_sign_in("ivan", RIGHT))
		other = make_customer("T Other")
		rows = [{"customer": other, "account_role": "Manager"}]
		self.account(user).update({"customers": rows, "phone": "1"}).save()
		try_sign_in("ivan", RIGHT)
		self.assertEqual([row.customer for row in self.account(user).customers], [other])
		self.assertEqual(self.account(user).phone, "1")

	def test_addresses_that_cannot_be(self) -> None:
		"""None, or one that belongs to somebody else here."""
		directory = self.source("T One", person(email="no address"))
		for address, code in (
			("no address", NO_ADDRESS),
			("", NO_ADDRESS),
			(AGENT, TAKEN),
			("Administrator", NO_ADDRESS),
		):
			directory.people["ivan"] = person(email=address)
			with self.assertRaises(NotLetIn) as refused:
				try_sign_in("ivan", RIGHT)
			self.assertEqual(refused.exception.code, code, address)
		self.assertFalse(frappe.db.exists(ACCOUNT, {"sign_in_source": "T One"}))

	def test_an_account_that_staff_have_linked(self) -> None:
		"""Is taken up, an invited one too; nothing is left of a password to be changed."""
		self.source("T One", person())
		values = {"sign_in_source": "T One", "must_change_password": 1}
		make_account("ivan@dir.test", {self.customer: "Manager"}, **values)
		frappe.db.set_value(ACCOUNT, {"user": "ivan@dir.test"}, "account_state", "Invited")
		self.assertEqual(try_sign_in("ivan", RIGHT), "ivan@dir.test")
		account = self.account("ivan@dir.test")
		self.assertEqual((account.account_state, account.external_login), ("Active", "ivan"))
		self.assertFalse(account.must_change_password)

	def test_closed_accounts_stay_closed(self) -> None:
		"""Whatever the directory says."""
		self.source("T One", person())
		user = str(try_sign_in("ivan", RIGHT))
		for state in ("Disabled", "Requested"):
			frappe.db.set_value(ACCOUNT, {"user": user}, "account_state", state)
			self.assertIsNone(try_sign_in("ivan", RIGHT))
			self.assertEqual(self.account(user).account_state, state)
		frappe.db.set_value(ACCOUNT, {"user": user}, "account_state", "Active")
		frappe.db.set_value("User", user, "enabled", 0)
		self.assertIsNone(try_sign_in("ivan", RIGHT))
		self.assertFalse(frappe.db.get_value("User", user, "enabled"))


class TestOtherWaysIn(DirectorySignInTestCase):
	"""Only the directory lets its people in."""

	def sign_in_otherwise(self, user: str, asking: str = "Guest") -> bool:
		"""Whether the framework would sign that user in by another way."""
		manager = MagicMock(user=user)
		manager.fail.side_effect = frappe.AuthenticationError
		frappe.set_user(asking)
		try:
			check_who_has_said_so(manager)
		except frappe.AuthenticationError:
			return False
		finally:
			frappe.set_user("Administrator")
		return True

	def test_only_for_whom_no_directory_keeps_the_password(self) -> None:
		"""Staff may look at the portal as a customer sees it."""
		self.source("T One", person())
		user = str(try_sign_in("ivan", RIGHT))
		self.assertTrue(self.sign_in_otherwise(user), "the directory has just said so")
		frappe.local.flags.servicedesk_directory_user = None
		self.assertFalse(self.sign_in_otherwise(user))
		self.assertTrue(self.sign_in_otherwise(user, AGENT))
		make_account("local@dir.test", {self.customer: "Requester"})
		for other in ("local@dir.test", AGENT, "Administrator", make_user("nobody@dir.test")):
			self.assertTrue(self.sign_in_otherwise(other), other)
