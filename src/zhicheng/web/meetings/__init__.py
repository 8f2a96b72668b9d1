"""The committee's meeting: who is there, what is deliberated, how it votes, what the minutes say."""
