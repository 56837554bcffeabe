"""The declarations of the scores: one module a score, found by folder.

Each says what is predicted and from what; ``tagrid.scoring`` does the rest.
"""
