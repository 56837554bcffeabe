"""Anybody's labelled rows put through the harness: how good its models would be on data it never saw."""
