"""The review from the committee's door on: its rules and tables for a round, and the one way in which an act is done."""
