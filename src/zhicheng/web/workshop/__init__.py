"""The policy officer's workshop as pages: two tracks compared, a pack linted, pass marks tried on a made-up population."""
