"""How hard the property tests look: ``SERVICEDESK_EXAMPLES=10000 pytest …`` for a long search."""

import os

from hypothesis import settings

# No deadline: machines that run tests are busy, and a slow example is not a wrong one.
settings.register_profile(
	"domain",
	deadline=None,
	max_examples=int(os.environ.get("SERVICEDESK_EXAMPLES", "100")),
	print_blob=True,
)
settings.load_profile("domain")
