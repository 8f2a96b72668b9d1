"""The checks of ``policy lint``: one check, one file, by name."""
