"""Pages of the review: the office's, the supervisor's, the intermediate committee's."""
