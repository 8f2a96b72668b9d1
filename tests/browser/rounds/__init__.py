"""Whole rounds by their pages: what the plays of this folder have in common."""
