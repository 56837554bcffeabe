"""The score declarations of this project: one module a score, found by folder. Each says what is predicted and from what; tagrid.scoring does the rest."""
