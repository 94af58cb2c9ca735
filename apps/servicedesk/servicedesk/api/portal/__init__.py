"""Endpoints for portal users: each checks whose data it gives."""
