"""SLA rules, work calendars and ticket clocks."""
