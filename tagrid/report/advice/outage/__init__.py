"""Advice of the outage document."""
