"""A background worker that has loaded what every job needs: `worker.py short,default`.

The framework's worker is forked for each job, and each fork would otherwise load the app, the mail library and
the document classes anew, which costs more than sending a mail. An official bench does without it.
"""

import sys

import frappe.utils.background_jobs

# Loaded for the forks; the names are not used here.
PRELOADED = ("servicedesk.messaging.delivery", "frappe.model.meta", "frappe.utils.jinja")


def main(queues: str) -> None:
	"""Load, then work on the queues (comma-separated) until told to stop."""
	for module in PRELOADED:
		__import__(module)
	frappe.utils.background_jobs.start_worker(queues, quiet=True)


if __name__ == "__main__":
	main(sys.argv[1])
