"""Witnesses as files: each a dossier that a person can run ``zhicheng evaluate`` on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from zhicheng.dossier.files import dossier_yaml
from zhicheng.workshop.findings import Finding, Witness


def witness_texts(findings: Iterable[Finding]) -> Iterator[tuple[str, str]]:
    """File name and text of each witness: what it shows and the command in comments, then the dossier."""
    for finding in findings:
        for witness in finding.witnesses:
            name = f"{finding.id}.{witness.name}.yaml"
            yield name, _head(finding, witness, name) + dossier_yaml(witness.dossier)
            if witness.answers:
                lines = [f'"{question}": {_answer(value)}' for question, value in sorted(witness.answers.items())]
                yield name.removesuffix(".yaml") + ".answers.yaml", "\n".join(lines) + "\n"


def write_witnesses(findings: Iterable[Finding], folder: Path) -> int:
    """Write the witnesses into a folder (made when missing); how many files.

    Raises:
        OSError: the folder can't be written to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    number = 0
    for name, text in witness_texts(findings):
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
        number += 1
    return number


def _head(finding: Finding, witness: Witness, name: str) -> str:
    lines = [f"# {finding.say[0]}", f"# {finding.say[1]}", f"# {witness.say[0]} / {witness.say[1]}"]
    lines += [f"# evaluate: {shown.place} = {shown.value}" for shown in witness.shown]
    lines.append(f"# {witness.command(name)}")
    return "\n".join(line.replace("\n", " ") for line in lines) + "\n"


def _answer(value: object) -> str:
    return {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)
