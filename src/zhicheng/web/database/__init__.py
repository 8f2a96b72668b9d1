"""PostgreSQL as Django speaks to it, with a cheaper way to see that a connection is gone."""
