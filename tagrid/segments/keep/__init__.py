"""Saved segments: every save a revision, re-evaluated at every refresh."""
