"""The demo utility: an invented city whose customers, grid and books hang together, for trying and testing."""
