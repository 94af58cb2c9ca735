"""Who is in which room, and who gets in."""

import asyncio

import pytest

from tests.tools.realtime.clients import SETTLE_SECONDS, Bench, OpenTab, Tab, in_browser, published
from tests.tools.realtime.fake_web import COLLEAGUE, CUSTOMER, SITE, STAFF


def test_first_rooms_by_kind_of_person(bench: Bench) -> None:
	async def play(open_tab: OpenTab) -> None:
		staff, customer, guest = await open_tab("staff"), await open_tab("customer"), await open_tab("Guest")
		await published(
			bench,
			("for_all", "all", 1),
			("for_website", "website", 2),
			("for_staff", f"user:{STAFF}", 3),
			("for_customer", f"user:{CUSTOMER}", 4),
			("for_guest", "user:Guest", 5),
			("without_room", None, 6),
		)
		assert staff.received == [("for_all", 1), ("for_website", 2), ("for_staff", 3), ("without_room", 6)]
		assert customer.received == [("for_website", 2), ("for_customer", 4)]
		assert guest.received == [("for_website", 2)]

	in_browser(bench, play)


def test_staff_joins_only_rooms_they_may_read(bench: Bench) -> None:
	async def play(open_tab: OpenTab) -> None:
		tab = await open_tab()
		for event, arguments in (
			("doctype_subscribe", ["ToDo"]),
			("doctype_subscribe", ["Secret"]),
			("doc_subscribe", ["ToDo", "T-1"]),
			("doc_subscribe", ["ToDo", "secret-1"]),
			("doc_subscribe", ["ToDo", 7]),
			("task_subscribe", ["task-1"]),
		):
			await tab.ask(event, *arguments)
		await published(
			bench,
			("list_update", "doctype:ToDo", "list"),
			("list_update", "doctype:Secret", "no"),
			("doc_update", "doc:ToDo/T-1", "document"),
			("doc_update", "doc:ToDo/secret-1", "no"),
			("doc_update", "doc:ToDo/7", "numbered"),
			("task_progress", "task_progress:task-1", "task"),
		)
		assert [message for _, message in tab.received] == ["list", "document", "numbered", "task"]
		await tab.ask("doctype_unsubscribe", "ToDo")
		await tab.ask("doc_unsubscribe", "ToDo", "T-1")
		await tab.ask("task_unsubscribe", "task-1")
		await published(
			bench,
			("list_update", "doctype:ToDo", "after"),
			("doc_update", "doc:ToDo/T-1", "after"),
			("task_progress", "task_progress:task-1", "after"),
		)
		assert [message for _, message in tab.received] == ["list", "document", "numbered", "task"]

	in_browser(bench, play)


def test_customer_joins_no_room_of_documents(bench: Bench) -> None:
	"""The framework publishes internal notes to a document's room."""

	async def play(open_tab: OpenTab) -> None:
		customer, guest = await open_tab("customer"), await open_tab("Guest")
		for tab in (customer, guest):
			await tab.ask("doctype_subscribe", "ToDo")
			await tab.ask("doc_subscribe", "ToDo", "T-1")
			await tab.ask("doc_open", "ToDo", "T-1")
			await tab.ask("task_subscribe", "task-2")
		await published(
			bench,
			("list_update", "doctype:ToDo", 1),
			("docinfo_update", "doc:ToDo/T-1", "an internal note"),
			("doc_viewers", "open_doc:ToDo/T-1", 1),
			("task_progress", "task_progress:task-2", "progress"),
		)
		assert customer.received == [("task_progress", "progress")]
		assert guest.received == []

	in_browser(bench, play)


def test_opening_a_form_after_subscribing_asks_the_web_server_once(bench: Bench) -> None:
	async def play(open_tab: OpenTab) -> None:
		tab = await open_tab()
		bench.web.asked.clear()
		await tab.client.emit("doc_subscribe", ("ToDo", "T-9"), namespace=f"/{SITE}")
		await tab.ask("doc_open", "ToDo", "T-9")
		assert bench.web.asked == [("can_subscribe_doc", "T-9")]

	in_browser(bench, play)


def test_viewers_of_a_form_learn_of_each_other(bench: Bench) -> None:
	def viewers(tab: Tab) -> list[str]:
		event, message = tab.received[-1]
		assert event == "doc_viewers" and isinstance(message, dict)
		assert (message["doctype"], message["docname"]) == ("ToDo", "T-1")
		return message["users"]

	async def play(open_tab: OpenTab) -> None:
		staff, colleague = await open_tab("staff"), await open_tab("colleague")
		await staff.ask("doc_open", "ToDo", "T-1")
		await colleague.ask("doc_open", "ToDo", "T-1")
		assert viewers(staff) == viewers(colleague) == [STAFF, COLLEAGUE]
		await colleague.ask("doc_close", "ToDo", "T-1")
		assert viewers(staff) == [STAFF]
		await colleague.ask("doc_open", "ToDo", "T-1")
		await staff.client.disconnect()
		await asyncio.sleep(SETTLE_SECONDS)
		assert viewers(colleague) == [COLLEAGUE]

	in_browser(bench, play)


def test_ping_is_answered(bench: Bench) -> None:
	async def play(open_tab: OpenTab) -> None:
		tab = await open_tab()
		await tab.ask("ping")
		assert [event for event, _ in tab.received] == ["pong"]

	in_browser(bench, play)


@pytest.mark.parametrize(
	("event", "arguments"),
	[
		("doc_subscribe", ["ToDo"]),
		("doc_subscribe", ["ToDo", {"name": "T-1"}]),
		("doc_subscribe", ["To/Do", "T-1"]),
		("doctype_subscribe", ["x" * 141]),
		("doctype_subscribe", [None]),
		("doctype_subscribe", []),
		("connect", []),
		("_connect", ["ToDo"]),
		("open_in_editor", [{"file": "/etc/passwd"}]),
	],
)
def test_odd_requests_change_nothing(bench: Bench, event: str, arguments: list[object]) -> None:
	async def play(open_tab: OpenTab) -> None:
		tab = await open_tab()
		bench.web.asked.clear()
		if event != "connect":
			await tab.ask(event, *arguments)
		await tab.ask("ping")
		assert [event for event, _ in tab.received] == ["pong"]
		assert bench.web.asked == []

	in_browser(bench, play)
