"""Endpoints for everybody, guests too: what they give away is anybody's to have."""
