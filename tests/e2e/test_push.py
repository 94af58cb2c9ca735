"""News on the reader's own device: the switch in the profile, what the service worker shows, and where it leads.

No push service can be reached from here, so the browser's own part of signing up is played; what it is asked for, what
is stored, and what is shown of a message are real.
"""

import json
import time
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Worker, expect

from servicedesk.messaging.push_testing import Browser
from tests.e2e.bench import Database
from tests.e2e.conftest import Arrive
from tests.e2e.person import CRISTINA, Person

pytestmark = [pytest.mark.site, pytest.mark.browser]

ENDPOINT = "https://push.example.com/send/browser-test"
PROFILE, SWITCH = "/portal/profile", "[data-push] [role=switch]"
WAIT_SECONDS = 10
# What the browser would get from its service, kept over pages as it keeps its own; and what its reader has allowed,
# which the browser of these tests never says.
PLAYED = """(() => {
	const given = %s;
	const made = () => ({
		toJSON: () => given,
		unsubscribe: async () => { localStorage.removeItem("made"); return true; },
	});
	PushManager.prototype.subscribe = async (options) => {
		localStorage.setItem("made", JSON.stringify(options));
		return made();
	};
	PushManager.prototype.getSubscription = async () => (localStorage.getItem("made") ? made() : null);
	Notification.requestPermission = async () => given.permission;
	Object.defineProperty(Notification, "permission", { get: () => given.permission });
})()"""
# In the service worker: what it would show, and which pages it would open.
WATCHED = """() => {
	self.seen = [];
	ServiceWorkerRegistration.prototype.showNotification = async (title, more) => {
		self.seen.push({ title, ...more });
	};
	Clients.prototype.openWindow = async (address) => { self.seen.push(address); };
	Clients.prototype.matchAll = async () => [];
}"""
CLICKED = """(address) => {
	const notification = { close: () => self.seen.push("closed"), data: { address } };
	self.dispatchEvent(Object.assign(new ExtendableEvent("notificationclick"), { notification }));
}"""
MESSAGE = {
	"title": "Helpdesk EDI",
	"text": "[HELP-1] <b>Factura</b>",
	"address": "/portal/requests/HELP-1",
	"tag": "HELP-1",
	"language": "ro",
}


def with_push(person: Person, permission: str = "granted") -> Person:
	"""On the profile, in a browser that would sign up."""
	browser = Browser()
	given = {"endpoint": ENDPOINT, "keys": {"p256dh": browser.key, "auth": browser.secret}}
	person.context.add_init_script(PLAYED % json.dumps(given | {"permission": permission}))
	person.open(PROFILE)
	person.page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
	return person


def devices(database: Database) -> list[Any]:
	"""Who is told at that address."""
	return database.rows("select user from `tabSD Push Subscription` where endpoint = %s", ENDPOINT)


def test_on_and_off(arrive: Arrive, database: Database) -> None:
	"""By keyboard, told to a screen reader as what it is, and remembered; signing out forgets the device."""
	person = with_push(arrive(CRISTINA))
	switch = person.page.locator(SWITCH)
	expect(switch).to_have_attribute("aria-checked", "false")
	switch.focus()
	person.page.keyboard.press("Space")
	expect(switch).to_have_attribute("aria-checked", "true")
	asked = json.loads(person.page.evaluate("() => localStorage.getItem('made')"))
	assert asked["userVisibleOnly"] is True
	assert len(asked["applicationServerKey"]) == 87
	assert devices(database) == [{"user": CRISTINA}]
	person.open(PROFILE)
	expect(switch).to_have_attribute("aria-checked", "true")
	switch.click()
	expect(switch).to_have_attribute("aria-checked", "false")
	assert devices(database) == []
	switch.click()
	expect(switch).to_have_attribute("aria-checked", "true")
	person.press("form[action='/portal/sign-out'] button")
	assert devices(database) == []


def test_a_browser_that_does_not_allow_it(arrive: Arrive, database: Database) -> None:
	"""The reason stands beside the switch, which stays off."""
	person = with_push(arrive(CRISTINA), "denied")
	person.page.click(SWITCH)
	expect(person.page.locator("[data-push-denied]")).to_be_visible()
	expect(person.page.locator(SWITCH)).to_have_attribute("aria-checked", "false")
	assert devices(database) == []


def test_what_the_device_shows(arrive: Arrive) -> None:
	"""The words as words, one notice for one request, and never a way out of the portal."""
	person = with_push(arrive(CRISTINA))
	session = person.context.new_cdp_session(person.page)
	worker = person.context.service_workers[0]
	worker.evaluate(WATCHED)
	tell(person, session, json.dumps(MESSAGE))
	tell(person, session, json.dumps(MESSAGE | {"address": "https://evil.test/portal"}))
	tell(person, session, "no message of ours")
	shown = wait_for(person, worker, 3)
	assert [notice["title"] for notice in shown[:2]] == [MESSAGE["title"]] * 2
	assert shown[0]["body"] == MESSAGE["text"]
	assert (shown[0]["tag"], shown[0]["lang"], shown[0]["renotify"]) == ("HELP-1", "ro", True)
	assert [notice["data"]["address"] for notice in shown] == [MESSAGE["address"], "/portal", "/portal"]
	assert shown[2]["title"]
	icon = person.context.request.get(person.address + shown[0]["icon"])
	assert (icon.status, icon.headers["content-type"]) == (200, "image/png")
	worker.evaluate(CLICKED, MESSAGE["address"])
	assert wait_for(person, worker, 5)[3:] == ["closed", MESSAGE["address"]]


def tell(person: Person, session: CDPSession, message: str) -> None:
	"""Hand a message to the portal's service worker, as the browser does."""
	found: list[dict[str, Any]] = []
	session.on("ServiceWorker.workerRegistrationUpdated", lambda event: found.extend(event["registrations"]))
	session.send("ServiceWorker.disable")
	session.send("ServiceWorker.enable")
	end = time.monotonic() + WAIT_SECONDS
	while not found:
		assert time.monotonic() < end
		person.page.wait_for_timeout(50)
	number = found[-1]["registrationId"]
	values = {"origin": person.address, "registrationId": number, "data": message}
	session.send("ServiceWorker.deliverPushMessage", values)


def wait_for(person: Person, worker: Worker, number: int) -> list[Any]:
	"""What the worker did, once it is that much."""
	end = time.monotonic() + WAIT_SECONDS
	while len(seen := worker.evaluate("() => self.seen")) < number:
		assert time.monotonic() < end, seen
		person.page.wait_for_timeout(50)
	return list(seen)
