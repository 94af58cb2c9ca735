"""Problems that a person can solve: what happened, and what to do about it."""


class Problem(Exception):
	"""Something stands in the way that the set-up cannot remove by itself.

	`what` says what happened in one sentence, `advice` what the reader can do; both are shown as they are.
	"""

	def __init__(self, what: str, advice: str) -> None:
		super().__init__(f"{what}\n{advice}")
		self.what = what
		self.advice = advice
