"""Making a tag in five steps: a draft to fill in, a rule tried on the data, the nearest tags, the finished file."""
