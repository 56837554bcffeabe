"""What all scores share: frames as of a day, fit, calibration, measures, card, storage, scoring, reasons.

A score is a module of ``models_ml`` with one ``SCORE``; see ``declaration`` for what it says.
"""

import os

from models_ml.harness.cores import threads, usable_cores

# It has to stand here, because OpenMP reads it once, when scikit-learn is imported.
THREADS = threads(usable_cores(), os.environ.get("OMP_NUM_THREADS"))
os.environ.setdefault("OMP_NUM_THREADS", str(THREADS))
