"""Pages of scoring: the expert's, the group leader's, the office's."""
