"""The pages of pools, of a round's experts and ties, and of the experts themselves."""
