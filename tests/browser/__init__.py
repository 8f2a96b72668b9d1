"""The platform in a real browser: plays from the visitor's question to the committee's door, and every page's face."""
