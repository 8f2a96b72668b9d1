"""What people do on the site, each by clicking: one room per role."""
