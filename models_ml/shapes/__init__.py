"""Clusters of load curves beside the scores: how they are declared, found, named, kept in name, stored and used."""
