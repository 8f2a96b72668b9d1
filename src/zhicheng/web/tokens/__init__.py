"""Tokens: keys by which a person's own programs use the programming interface."""
