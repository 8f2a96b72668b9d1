"""The command line: each command reads files, calls one function, shows what came back."""
