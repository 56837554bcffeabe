"""What all scores share: frames as of a day, fit, calibration, measures, card, storage, scoring, reasons.

A score is a module of ``models_ml`` with one ``SCORE``; see ``declaration`` for what it says.
"""

import os

# Half the cores: boosting with more threads than idle cores is many times slower than with one.
# It has to stand here, because OpenMP reads it once, when scikit-learn is imported.
THREADS = max(1, min(8, (os.cpu_count() or 1) // 2))
os.environ.setdefault("OMP_NUM_THREADS", str(THREADS))
