"""Accounts that were made before calls could be entered are found by name and telephone number too."""

import frappe


def execute() -> None:
	"""Fill the keys as `domain.search_keys` makes them. One statement; running it again changes nothing."""
	frappe.db.sql(
		"""update `tabSD Portal Account` set
			phone_reversed = left(reverse(regexp_replace(ifnull(phone, ''), '[^0-9]', '')), 15),
			surname_first = trim(concat(
				substring_index(trim(full_name), ' ', -1), ' ',
				left(trim(full_name), char_length(trim(full_name)) - char_length(substring_index(trim(full_name), ' ', -1)))
			))
		where full_name is not null"""
	)
