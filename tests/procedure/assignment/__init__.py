"""Assignments: the best one, lawful ones, and what the checker finds in tampered ones."""
