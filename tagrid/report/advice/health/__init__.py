"""Advice of the health document."""
