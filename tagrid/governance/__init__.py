"""What is done to a catalog: release, evaluation, workshop and interchange."""
