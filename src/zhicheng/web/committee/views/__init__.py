"""The pages of plan, committee, draw, seats, groups and assignment."""
