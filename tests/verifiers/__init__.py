"""The standalone verifiers, run as anybody would run them: a program, a file, an exit code."""
