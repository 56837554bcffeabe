"""Scores: what a declaration says, frames of past days, fit, measures, cards, models in force and their reasons."""

import lazy_loader

import tagrid.scoring.cores  # noqa: F401  OpenMP reads the number of threads once, when scikit-learn is imported

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
