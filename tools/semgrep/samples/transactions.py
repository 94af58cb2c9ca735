import smtplib
import urllib.request

import frappe
import requests
from frappe.model.document import Document


def save_twice():
	# ruleid: commit-in-request
	frappe.db.commit()
	# ruleid: commit-in-request
	frappe.db.rollback()
	frappe.db.savepoint("half")
	# ok: commit-in-request
	frappe.db.rollback(save_point="half")
	frappe.db.commit()  # nosemgrep: commit-in-request - a worker commits each message by itself


class SDTicket(Document):
	def validate(self):
		# ok: field-set-after-save
		self.priority = "High"

	def on_update(self):
		# ruleid: field-set-after-save
		self.priority = "High"
		# ruleid: field-set-after-save
		self.answers += 1
		# ok: field-set-after-save
		self.flags.told = True
		# ok: field-set-after-save
		self._answers = None
		# ok: field-set-after-save
		self.db_set("priority", "High")
		if self.parent:
			# ruleid: field-set-after-save
			self.parent = None

	def after_insert(self):
		# ruleid: field-set-after-save
		self.number = 1


def tell():
	# ruleid: mail-inside-transaction
	frappe.sendmail(recipients=["a@example.org"], message="x", now=True)
	# ruleid: mail-inside-transaction
	frappe.sendmail("a@example.org", delayed=False)
	# ok: mail-inside-transaction
	frappe.sendmail(recipients=["a@example.org"], message="x")


def fetch():
	# ruleid: network-inside-transaction
	requests.get("https://example.org", timeout=5)
	# ruleid: network-inside-transaction
	urllib.request.urlopen("https://example.org")
	# ruleid: network-inside-transaction
	smtplib.SMTP("localhost")
	# ok: network-inside-transaction
	frappe.enqueue("servicedesk.messaging.delivery.deliver_due")
