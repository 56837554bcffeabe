"""The audit log on the command line."""
