"""The writes of this part: pools, their experts, accounts, availability, ties."""
