"""Reviews: what people say of a customer's risk, kept beside what the model said."""

from tagrid.review.keep import VERDICTS, add, reviews

__all__ = ["VERDICTS", "add", "reviews"]
