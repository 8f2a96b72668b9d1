"""A review's rules: working days, notices, states; pure functions of their inputs."""
