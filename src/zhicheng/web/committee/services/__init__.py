"""Every write on plan, committee, draw, seats, groups and assignment."""
