"""Acts of the experts, of a group's leader and of the office on the way to the group's opinion."""
