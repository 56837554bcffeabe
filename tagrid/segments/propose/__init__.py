"""Proposing a saved segment to the catalog."""
