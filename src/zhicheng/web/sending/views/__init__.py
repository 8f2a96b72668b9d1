"""Pages of messages that leave the platform."""
