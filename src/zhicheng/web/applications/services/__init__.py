"""Every write on applications: one function each, with the right, the rule, the change and the ledger entry."""
