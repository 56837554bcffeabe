"""Every score of tagrid: a module declares what is predicted and from what, the harness does the rest."""
