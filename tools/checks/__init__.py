"""Checks of this repository's own source: the linters, and rules that no linter knows."""
