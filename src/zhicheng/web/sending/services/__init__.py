"""Writes of messages that leave the platform, and of reminders."""
