"""Which experts read which applicants: equal numbers, no conflicts, even loads, and no say for whoever runs it."""
