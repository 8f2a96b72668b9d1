"""Makes the generated pages of the reference anew, and checks what all pages say (``checks``).

``python -m docs.build`` writes; ``python -m docs.build --check`` says what is out of date.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import typer
from click import Command, Context

from docs import platform_pages, review_pages
from docs.checks import faults
from zhicheng.cli.main import app
from zhicheng.cli.setting import every_track
from zhicheng.dossier.facts import Applicant
from zhicheng.dossier.files import read_dossier
from zhicheng.dossier.kinds import KINDS
from zhicheng.dossier.schema import FactSchema, facts_of, kind_title, schema_of_model
from zhicheng.policy.pack import load_pack, packs_in
from zhicheng.procedure.application_states import APPLICATION
from zhicheng.procedure.rounds_states import ROUND
from zhicheng.procedure.state_pages import markdown, mermaid
from zhicheng.verdict.contract import verdict_json
from zhicheng.verdict.dates import Dates
from zhicheng.verdict.setting import Setting, judge
from zhicheng.vocabulary.labels import word_label

ROOT = Path(__file__).parent
DEMO = ROOT.parent / "src" / "zhicheng" / "policies" / "demo" / "dossier.yaml"


def pages() -> dict[Path, str]:
    """Every generated page with its text."""
    found = {
        ROOT / "reference" / "records.md": "\n".join(_records()) + "\n",
        ROOT / "reference" / "commands.md": "\n".join(_commands()) + "\n",
        ROOT / "reference" / "readings.md": "\n".join(_readings()) + "\n",
        ROOT / "reference" / "states.md": "\n".join(_states()) + "\n",
        ROOT / "reference" / "review-states.md": "\n".join(review_pages.review_states()) + "\n",
        ROOT / "reference" / "review-rules.md": "\n".join(review_pages.rule_pages()) + "\n",
        ROOT / "reference" / "visibility.md": "\n".join(platform_pages.visibility()) + "\n",
        ROOT / "reference" / "ledger-acts.md": "\n".join(platform_pages.ledger_acts()) + "\n",
        ROOT / "reference" / "configuration.md": "\n".join(platform_pages.configuration()) + "\n",
    }
    for track, text in _examples():
        found[ROOT / "reference" / "verdicts" / f"{track.replace('/', '.')}.json"] = text
    return found


def _records() -> Iterator[str]:
    yield "# Records: what a dossier may say"
    yield "\nGenerated from the schema (`make docs`). A record states facts as the papers state them; levels and classes are derived"
    yield "per policy. Every record has `id`, `kind`, and may have `name`, `date`, `domains`, `evidence`, `claims`, `note`."
    yield "\n## applicant\n"
    yield from _fact_table(schema_of_model(Applicant))
    for kind in KINDS:
        zh, en = kind_title(kind)
        yield f"\n## {kind}\n\n{zh} · {en}\n"
        common = ("id", "name", "date", "domains", "evidence", "claims", "note")
        yield from _fact_table({name: fact for name, fact in facts_of(kind).items() if name not in common}, kind)


def _fact_table(facts: dict[str, FactSchema], kind: str | None = None) -> Iterator[str]:
    yield "| fact | 中文 | English | values |\n|---|---|---|---|"
    for name, fact in facts.items():
        words = "、".join(f"`{word}` {word_label(word, kind, name)[0]}" for word in fact.words)
        yield f"| `{name}` | {fact.zh} | {fact.en} | {words or fact.type}{' ' + fact.unit if fact.unit else ''} |"


def _commands() -> Iterator[str]:
    yield "# Commands\n\nGenerated from the command line (`make docs`)."
    yield "\nExit codes: 0 done; 2 something given can't be used (the message says where and why); 3 still open and 4 not met,"
    yield "only where `--exit-code` asks for it, and 4 also when `policy coverage` or `policy cases` find something."
    root = typer.main.get_command(app)
    yield from _command(root, "zhicheng")


def _command(command: Command, name: str) -> Iterator[str]:
    if hasattr(command, "commands"):
        for part in sorted(command.commands):
            yield from _command(command.commands[part], f"{name} {part}")
        return
    yield f"\n## {name}\n\n{command.help or ''}\n\n```text"
    with Context(command, info_name=name) as context:
        for parameter in command.get_params(context):
            record = parameter.get_help_record(context)
            yield f"{record[0]:<28} {record[1]}" if record else f"{parameter.human_readable_name}"
    yield "```"


def _readings() -> Iterator[str]:
    yield "# Readings: where the documents can be read in more than one way"
    yield "\nGenerated from the packs (`make docs`). The chosen alternative is bold. Choose another with `--reading ID=ALT`."
    for name in packs_in():
        pack = load_pack(name)
        yield f"\n## {name}\n\n| id | place | what is open | alternatives | ground | why |\n|---|---|---|---|---|---|"
        for reading in pack.readings.values():
            ways = "<br>".join(
                f"**{key}: {text}**" if key == reading.choice else f"{key}: {text}"
                for key, text in reading.alternatives.items()
            )
            cells = (
                reading.id,
                reading.place,
                f"{reading.text[0]}<br>{reading.text[1]}",
                ways,
                reading.ground,
                reading.why,
            )
            yield "| " + " | ".join(cell.replace("|", "／").replace("\n", " ") for cell in cells) + " |"


def _states() -> Iterator[str]:
    yield "# States: what can be done when, by whom"
    yield "\nGenerated from the tables that the platform runs on (`make docs`). An act that is no row here is refused; so is one"
    yield "whose conditions don't all hold, with every reason at once. Acts that leave the state as it is are not in the"
    yield "diagrams. Where the document of a track orders a step, its refusals cite the clause. What follows at the"
    yield "committee's door is in [states of a review](review-states.md)."
    for title, table in (("The round", ROUND), ("The application", APPLICATION)):
        yield f"\n## {title}\n\n```mermaid\n{mermaid(table, 'en')}```\n"
        yield markdown(table).rstrip()


def _examples() -> Iterator[tuple[str, str]]:
    """The demonstration dossier's verdict under every track; the committed examples of the contract."""
    dossier = read_dossier(DEMO)
    for track in every_track():
        pack, level = track.split("/")
        setting = Setting(load_pack(pack), level, Dates(dt.date(2026, 12, 31)))
        data = verdict_json(setting, judge(setting, dossier))
        yield track, json.dumps(data, ensure_ascii=False, indent=1, default=str) + "\n"


def outdated() -> dict[Path, str]:
    """The generated pages that are not as they would be made now, with the text they should have."""
    return {path: text for path, text in pages().items() if not path.exists() or path.read_text("utf-8") != text}


def main(arguments: list[str]) -> int:
    """Write the pages, or check them; 1 when something is out of date or a page says what is not so."""
    wrong = []
    for path, text in outdated().items():
        if "--check" in arguments:
            wrong.append(f"{path.relative_to(ROOT.parent)} is out of date: make docs")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    wrong.extend(faults())
    for line in wrong:
        sys.stdout.write(f"{line}\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
