"""Outgoing messages: queued with a key, sent once."""
