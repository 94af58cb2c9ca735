"""What goes wrong at a sign-in source, in sentences."""

from frappe import _

from servicedesk.access.directory.accounts import NotLetIn
from servicedesk.access.directory.interface import DirectoryDown, Trouble


def for_administrators(problem: DirectoryDown) -> str:
	"""What is wrong with a source, and the server's own words."""
	sentences = {
		Trouble.NO_ANSWER: _("The server does not answer as it should."),
		Trouble.RESTS: _("The server did not answer a moment ago."),
		Trouble.BAD_AUTHORITY: _("The certificate authority cannot be read: a text in PEM form is needed."),
		Trouble.LOOKUP_REFUSED: _("The server refuses the account that looks people up."),
		Trouble.LOOKUP_FAILED: _("The server cannot look people up: see Base DN and filter."),
		Trouble.CHECK_FAILED: _("The server cannot check passwords at the moment."),
		Trouble.NO_PASSWORD: _("The account that looks people up needs its password."),
		Trouble.TAKES_NO_PASSWORDS: _(
			"The server takes no passwords over this connection (AUTH=PLAIN). Often encryption is missing."
		),
		Trouble.UNKNOWN_KIND: _("There is no way to ask a source of this kind."),
	}
	sentence = sentences[problem.trouble]
	return f"{sentence} ({problem.detail})" if problem.detail else sentence


def not_answering() -> str:
	"""For the sign-in page, while a source is down."""
	return _(
		"You cannot sign in at the moment: the server that checks names and passwords does not answer. "
		"Please try again in a few minutes."
	)


def not_let_in(refusal: NotLetIn) -> str:
	"""For the sign-in page, after a right password. Whether somebody else has the address is not told."""
	if refusal.code == "no_group":
		return _(
			"Your name and password are right, but your group has no access to this portal. Please contact us."
		)
	return _("Your name and password are right, but no account could be opened for you. Please contact us.")
