"""The advice a document gives: one function a rule, with its figures and their source."""
