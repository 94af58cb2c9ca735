"""SD Push Subscription: a browser that somebody has asked to be told on."""

from frappe.model.document import Document


class SDPushSubscription(Document):
	"""Written by `messaging.push_subscriptions` only; people read it."""
