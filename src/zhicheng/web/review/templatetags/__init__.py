"""Filters of the review's templates."""
