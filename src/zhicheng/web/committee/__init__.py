"""The yearly committee: the plan of the review, the draw, its seats, groups and who reads which application."""
