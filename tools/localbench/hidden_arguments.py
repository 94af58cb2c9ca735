"""Runs a framework command whose arguments come as a JSON list on standard input, so that passwords in them do not
show in the machine's list of processes. Run by the bench's Python in sites/.
"""

import json
import sys

from frappe.utils import bench_helper

if __name__ == "__main__":
	sys.argv = ["bench", "frappe", *json.load(sys.stdin)]
	bench_helper.main()
