"""What every layer stands on: texts, errors, settings, project and home, state, lock, dbt, numbers and SQL."""
