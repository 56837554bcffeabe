"""Advice of the usage document."""
