"""The rules of advice, one a module: each looks at a customer's facts and says what to do, or nothing."""

from tagrid.report.advice.base import Advice, advice, rules

__all__ = ["Advice", "advice", "rules"]
