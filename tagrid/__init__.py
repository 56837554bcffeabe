"""tagrid: customer tags and customer portraits for electricity utilities."""
