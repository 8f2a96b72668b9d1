"""``python -m zhicheng``."""

from zhicheng.cli.main import main

main()
