"""Public benchmarks of the scores: the same features, the same measures, data that others can check us on."""
