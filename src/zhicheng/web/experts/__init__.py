"""The pool of experts: who is in it, for how long, who is available, and which ties each has to whom."""
