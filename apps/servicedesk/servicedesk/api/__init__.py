"""Endpoints by audience: portal, public, agent, webhooks."""
