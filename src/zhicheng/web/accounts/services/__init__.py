"""What can be done with accounts, organisations and roles: one function for each act."""
