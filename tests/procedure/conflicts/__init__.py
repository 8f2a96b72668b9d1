"""Conflict facts: what ties come to, what stays open, what the office can decide, what a draw freezes."""
