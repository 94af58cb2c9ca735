"""Contracts and what they cover."""
