"""The workshop: a policy is written, checked and changed with its consequences in view."""
