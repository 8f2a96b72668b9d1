"""Django's own list of what an installation must have set: nothing on it is left open."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize("proxies", ["0", "1"])
def test_check_deploy_finds_nothing(proxies: str) -> None:
    environment = os.environ | {"ZHICHENG_HTTPS": "yes", "ZHICHENG_CLOCK": "system", "ZHICHENG_PROXIES": proxies}
    command = [sys.executable, "-W", "ignore", "-m", "django", "check", "--deploy", "--fail-level", "INFO"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout + done.stderr
