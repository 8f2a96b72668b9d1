"""Reading: every object that a role may see, as lists and single rows, always from the table of visibility."""
