"""The review from the committee's door on: its numbers and its tables of states, per track.

:mod:`.rules` reads a track's numbers and duties from its own document; :mod:`.tables` builds the tables with them.
"""
