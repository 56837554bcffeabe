"""What every layer stands on: texts in two languages, errors, the project and the home, state, lock, dbt, numbers and SQL."""
