"""Taking a segment away: a file with what it says of itself, a hold-out group, a record nobody can quietly change."""
