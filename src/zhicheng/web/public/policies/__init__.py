"""The policy browser: every document, level, clause, scoring row, term and reading, for everybody to read."""
