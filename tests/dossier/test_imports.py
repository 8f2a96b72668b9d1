"""Reading a dossier from YAML or JSON never waits for the spreadsheet library."""

from __future__ import annotations

import subprocess
import sys


def test_openpyxl_is_imported_only_for_workbooks() -> None:
    code = (
        "import sys, zhicheng.dossier.model, zhicheng.dossier.files, zhicheng.policy.pack, zhicheng.verdict.evaluate;"
        "sys.exit('openpyxl' in sys.modules)"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], check=False, env={"PYTHONPATH": ":".join(sys.path)}).returncode
        == 0
    )
