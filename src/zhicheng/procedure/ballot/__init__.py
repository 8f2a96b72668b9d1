"""The secret ballot: two stamps and a sealed envelope; the meeting's rules; the paper vote; the recount.

What every message looks like stands in docs/reference/format-ballots.md; why, in docs/explanation/ballot.md. The
halves: :mod:`.platform` (pure, the web keeps its rows), :mod:`.supervisor` (a program of its own), ``voter/``
(the page). :mod:`.recount` checks a bundle with public keys alone.
"""
