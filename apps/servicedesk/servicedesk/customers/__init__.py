"""Customers and their portal accounts."""
