"""Who runs this bench."""

import os
import pwd


def user_name() -> str:
	"""The account that this process runs as. Variables such as USER may name another one, after sudo for example."""
	return pwd.getpwuid(os.geteuid()).pw_name
