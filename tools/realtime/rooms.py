"""The names of rooms, as the framework publishes to them, and which of them a person is in from the start."""

from collections.abc import Sequence

from realtime.web import Person

STAFF_ROOM = "all"
WEBSITE_ROOM = "website"
# The longest name of a document type and of a document that the framework stores.
NAME_LENGTH = 140


def user_room(user: str) -> str:
	"""What concerns one user."""
	return f"user:{user}"


def type_room(doctype: str) -> str:
	"""Changes of any document of a type, for lists."""
	return f"doctype:{doctype}"


def document_room(doctype: str, name: str) -> str:
	"""Changes of one document and of its timeline, internal notes included."""
	return f"doc:{doctype}/{name}"


def viewers_room(doctype: str, name: str) -> str:
	"""Those who have a document's form open."""
	return f"open_doc:{doctype}/{name}"


def task_room(task: str) -> str:
	"""Progress of one background task; its id is random and known to whoever started it."""
	return f"task_progress:{task}"


def first_rooms(person: Person) -> list[str]:
	"""The rooms a person is in without asking.

	All guests share one user name, so that a guest's own room would be everybody's: they get none.
	"""
	rooms = [WEBSITE_ROOM]
	if not person.is_guest:
		rooms.append(user_room(person.user))
	if person.is_staff:
		rooms.append(STAFF_ROOM)
	return rooms


def names(arguments: Sequence[object], count: int) -> tuple[str, ...] | None:
	"""The first ``count`` arguments of a client's event as names; None unless all of them can be names.

	A client may send more arguments than an event has. Documents numbered by the database have whole numbers.
	"""
	found = tuple(str(value) for value in arguments[:count] if isinstance(value, str | int))
	return found if len(found) == count and all(0 < len(name) <= NAME_LENGTH for name in found) else None
