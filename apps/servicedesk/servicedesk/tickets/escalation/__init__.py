"""Escalation: what rules do when a clock reaches a moment, or a ticket stays in a state for too long."""
