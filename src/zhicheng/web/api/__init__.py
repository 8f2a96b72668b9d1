"""The programming interface of the platform under /api/v1/: one file for each part, errors in one form."""
