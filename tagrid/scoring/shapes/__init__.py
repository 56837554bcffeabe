"""Clusters: load shapes found, named and scored."""
