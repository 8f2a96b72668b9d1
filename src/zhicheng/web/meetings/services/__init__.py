"""What is done at a meeting."""
