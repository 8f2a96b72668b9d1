"""The platform: pages, accounts and files over rules and procedure."""
