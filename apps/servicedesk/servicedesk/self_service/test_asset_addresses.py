"""Addresses of scripts and styles."""

from pathlib import Path

import frappe

from servicedesk.self_service.asset_addresses import asset
from servicedesk.shared.testing import DeskTestCase


class TestAssetAddresses(DeskTestCase):
	"""Of the bundles that were built."""

	def test_a_bundle_lies_where_its_address_says(self) -> None:
		for bundle in ("portal.bundle.css", "portal.bundle.js", "portal_worker.bundle.js"):
			address = asset(bundle)
			self.assertTrue(Path(frappe.local.sites_path, address.lstrip("/")).is_file(), address)

	def test_a_bundle_that_was_not_built(self) -> None:
		self.assertEqual(asset("none.bundle.js"), "none.bundle.js")
