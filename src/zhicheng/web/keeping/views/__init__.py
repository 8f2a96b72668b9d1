"""Pages of the operator: what goes out, what is due, whether the data agrees with itself."""
