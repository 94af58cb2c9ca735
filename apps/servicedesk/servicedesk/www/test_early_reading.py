"""What a page will ask the cache for is there when it asks, and it is what the cache holds."""

from unittest.mock import patch

import frappe
from redis import Redis
from redis.exceptions import ConnectionError as NoCache

from servicedesk.shared.scope import SCOPES, scope_of
from servicedesk.shared.testing import DeskTestCase, make_account, make_customer
from servicedesk.www.early_reading import SETTINGS, read_early
from servicedesk.www.testing import page

USER = "early@early-reading.test"


class TestEarlyReading(DeskTestCase):
	"""A reader whose pages have been shown before, in a request that knows nothing yet."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.customer = make_customer("T Early")
		make_account(USER, {cls.customer: "Requester"})

	def setUp(self) -> None:
		super().setUp()
		page(USER, "/portal/requests")
		self.name = frappe.cache.make_key(SCOPES.name)
		self.stored = {"has_account": True, "customers": ["kept"], "managed": [], "services": []}
		self.stored |= {"contracts": [], "current": "", "must_change_password": False}
		frappe.cache.hset(SCOPES.name, USER, self.stored)
		self.addCleanup(frappe.cache.hdel, SCOPES.name, USER)
		self.addCleanup(setattr, frappe.local, "cache", frappe.local.cache)
		frappe.local.cache = {}

	def test_it_is_there_without_another_question(self) -> None:
		read_early(USER, "en")
		with patch.object(Redis, "execute_command", side_effect=AssertionError("asked again")):
			self.assertEqual(scope_of(USER).customers, {"kept"})
			self.assertTrue(frappe.get_cached_doc("SD Settings").doctype)
			frappe.get_roles(USER)

	def test_what_the_request_knows_stays(self) -> None:
		frappe.local.cache = {self.name: {USER: {**self.stored, "customers": ["own"]}}}
		read_early(USER, "en")
		self.assertEqual(scope_of(USER).customers, {"own"})

	def test_what_the_cache_does_not_hold_is_not_there(self) -> None:
		frappe.cache.delete_value(SETTINGS)
		read_early(USER, "en")
		self.assertNotIn(frappe.cache.make_key(SETTINGS), frappe.local.cache)

	def test_without_a_cache(self) -> None:
		with patch("redis.client.Pipeline.execute", side_effect=NoCache):
			read_early(USER, "en")
		self.assertEqual(frappe.local.cache, {})
