"""Domain rules in plain Python: values in, values out; no Frappe, no input or output, the time is always an
argument.
"""
