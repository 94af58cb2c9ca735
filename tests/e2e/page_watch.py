"""Notes everything a browser page complains about, so that a test can say: nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

from playwright.sync_api import ConsoleMessage, Error, Page, Request, Response

FIRST_ERROR_STATUS = 400
# A page that is left while something loads breaks the loading off; that is no fault of what was loaded.
BROKEN_OFF = "net::ERR_ABORTED"
# The framework's templates name the variables of their loops by three letters at random (frappe.utils.get_random). Once
# in some thousand pages that is a word of the language (for, new, try, var), and the desk stays empty until it is loaded
# again. Without r and w there is none.
NO_WORDS_OF_THE_LANGUAGE = """
	{
		const chance = Math.random, letters = 52, r = 43, w = 48;
		Math.random = () => {
			for (;;) {
				const value = chance(), letter = Math.floor(value * letters);
				if (letter !== r && letter !== w) return value;
			}
		};
	}
"""


@dataclass
class PageWatch:
	"""Complaints of one page: console errors, uncaught exceptions, answers of 400 and above, failed requests."""

	problems: list[str] = field(default_factory=list)

	@classmethod
	def of(cls, page: Page) -> Self:
		"""Start watching a page; call before it loads anything."""
		watch = cls()
		page.add_init_script(NO_WORDS_OF_THE_LANGUAGE)
		page.on("console", watch._console)
		page.on("pageerror", watch._exception)
		page.on("response", watch._response)
		page.on("requestfailed", watch._failed)
		return watch

	def _console(self, message: ConsoleMessage) -> None:
		if message.type == "error":
			self.problems.append(f"console: {message.text} ({message.location.get('url', '')})")

	def _exception(self, error: Error) -> None:
		self.problems.append(f"exception: {error.message}\n{error.stack or ''}")

	def _response(self, response: Response) -> None:
		if response.status >= FIRST_ERROR_STATUS:
			self.problems.append(f"{response.status}: {response.request.method} {response.url}")

	def _failed(self, request: Request) -> None:
		if request.failure != BROKEN_OFF:
			self.problems.append(f"{request.failure}: {request.method} {request.url}")

	def assert_none(self, except_for: Iterable[str] = ()) -> None:
		"""Fail with the whole list unless it is empty.

		:param except_for: parts of complaints that the test itself provokes
		"""
		left = [text for text in self.problems if not any(part in text for part in except_for)]
		assert not left, "The page complained:\n" + "\n".join(left)
