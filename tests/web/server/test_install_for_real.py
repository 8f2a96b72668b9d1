"""The how-to of an installation on several machines, followed step by step with its own files and commands: PostgreSQL, two
web machines, a job machine, a reverse proxy that speaks TLS, a visitor; each in a network namespace of its own."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.server.machines import PROGRAMS, Machine, lacking, network

HOW_TO = Path(__file__).parents[3] / "docs" / "how-to" / "install-for-real.md"
SITE, PASSWORD = "pingshen.example.gov.cn", "a-password-of-the-database"
OPERATOR = "a long passphrase of the operator"
WHY_NOT = lacking()
pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT)]


def file_of(name: str) -> str:
    """A file as the page has it, by the name in its first line."""
    text = HOW_TO.read_text(encoding="utf-8")
    for block in re.findall(r"```\w*\n(.*?)```", text, re.DOTALL):
        first, _, rest = block.partition("\n")
        if first.lstrip("# ").endswith(name):
            return str(rest)
    raise AssertionError(f"the page has no {name}")


def commands(beginning: str) -> list[str]:
    """The page's commands that contain these words."""
    blocks = re.findall(r"```sh\n(.*?)```", HOW_TO.read_text(encoding="utf-8"), re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if beginning in line]


class Installation:
    """The machines of the page, and the folders that they share."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.database = Machine("db", "10.87.0.2")
        self.proxy = Machine("proxy", "10.87.0.10")
        self.web = [Machine("web1", "10.87.0.11"), Machine("web2", "10.87.0.12")]
        self.jobs = Machine("jobs", "10.87.0.13")
        self.visitor = Machine("visitor", "10.87.0.99")
        self.all = [self.database, self.proxy, *self.web, self.jobs, self.visitor]
        self.home = place / "home"

    @property
    def environment(self) -> dict[str, str]:
        """What the page's environment file sets."""
        lines = file_of("zhicheng.env").splitlines()
        given = dict(line.split("=", 1) for line in lines if "=" in line)
        given["DATABASE_URL"] = given["DATABASE_URL"].replace(":password@", f":{PASSWORD}@")
        kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        source = str(Path(__file__).parents[3] / "src")
        return kept | given | {"ZHICHENG_HOME": str(self.home), "PYTHONWARNINGS": "ignore", "PYTHONPATH": source}

    def set_up_database(self) -> None:
        """Step 1: PostgreSQL with the page's two files, user and database."""
        data, owner = self.place / "data", pwd.getpwnam("postgres")
        data.mkdir()
        os.chown(data, owner.pw_uid, owner.pw_gid)
        self.database.run([PROGRAMS["initdb"], "-D", str(data), "-A", "peer", "-E", "UTF8"], user="postgres")
        with (data / "postgresql.conf").open("a", encoding="utf-8") as conf:
            conf.write(file_of("postgresql.conf") + f"unix_socket_directories = '{data}'\n")
        (data / "pg_hba.conf").write_text(file_of("pg_hba.conf"), encoding="utf-8")
        control = [PROGRAMS["pg_ctl"], "-D", str(data), "-w", "-l", str(data / "log")]
        self.database.run([*control, "start"], user="postgres")
        self.database.at_the_end(lambda: self.database.run([*control, "-m", "fast", "stop"], user="postgres"))
        for line in commands("create"):
            words = line.replace("--pwprompt", "").split()
            self.database.run([words[0], "-h", str(data), *words[1:]], user="postgres")
        change = f"alter user zhicheng password '{PASSWORD}'"
        self.database.run(["psql", "-h", str(data), "-d", "postgres", "-c", change], user="postgres")

    def start_web(self, number: int) -> None:
        """Step 3: the page's command for a web machine, until it says where it is."""
        line = commands("zhicheng serve")[number]
        words = [sys.executable, "-m", *line.split()]
        self.web[number].start(words, given=self.environment, until="Ctrl-C")

    def start_jobs(self) -> None:
        """Step 4: the page's command for a job worker."""
        line = commands("db_worker")[0]
        given, words = line.split(" python ", 1)
        name, _, value = given.partition("=")
        self.jobs.start([sys.executable, *words.split()], given=self.environment | {name: value})

    def start_proxy(self) -> None:
        """Step 5: nginx with the page's file and a certificate."""
        key, pem = self.place / "site.key", self.place / "site.pem"
        asked = [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "2",
        ]
        subprocess.run(
            [*asked, "-subj", f"/CN={SITE}", "-addext", f"subjectAltName=DNS:{SITE}", "-keyout", str(key), "-out", str(pem)],
            check=True, capture_output=True,
        )  # fmt: skip
        said = (
            file_of("zhicheng.conf")
            .replace("/etc/ssl/pingshen.pem", str(pem))
            .replace("/etc/ssl/pingshen.key", str(key))
        )
        said = said.replace("location / {", "add_header X-Asked $upstream_addr always;\n    location / {", 1)
        conf = self.place / "nginx.conf"
        conf.write_text(
            f"user root; daemon off; pid {self.place}/nginx.pid; error_log {self.place}/nginx.log;\n"
            f"events {{}}\nhttp {{ access_log off; client_body_temp_path {self.place}/body; proxy_temp_path {self.place}/tmp;\n{said} }}\n",
            encoding="utf-8",
        )
        self.proxy.start([PROGRAMS["nginx"], "-c", str(conf)])

    def curl(self, *words: str, jar: str = "") -> str:
        """What the visitor's machine gets from the site; every answer's head is shown, too."""
        jars = ["-b", f"{self.place}/{jar}", "-c", f"{self.place}/{jar}"] if jar else []
        found = self.visitor.run(
            ["curl", "-sS", "-i", "--cacert", str(self.place / "site.pem"), "--resolve", f"{SITE}:443:10.87.0.10",
             "--resolve", f"{SITE}:80:10.87.0.10", "--retry", "20", "--retry-connrefused", "--retry-delay", "1", *jars, *words]
        )  # fmt: skip
        return found

    def ask_database(self, statement: str) -> str:
        """What the database's own administrator reads."""
        data = str(self.place / "data")
        return self.database.run(
            ["psql", "-h", data, "-d", "zhicheng", "-At", "-c", statement], user="postgres"
        ).strip()


@pytest.fixture(scope="module")
def installed() -> Iterator[Installation]:
    place = Path(tempfile.mkdtemp(prefix="zhicheng-real-"))
    place.chmod(0o755)
    made = Installation(place)
    try:
        with network(made.all):
            made.set_up_database()
            made.start_web(0)
            made.start_web(1)
            made.start_jobs()
            made.start_proxy()
            yield made
    finally:
        shutil.rmtree(place, ignore_errors=True)


def test_the_site_answers_by_tls_from_both_web_machines(installed: Installation) -> None:
    heads = [installed.curl(f"https://{SITE}/policies/") for _ in range(8)]
    assert all(re.search(r"^HTTP/\S+ 200", head, re.MULTILINE) for head in heads), heads[0][:500]
    asked = {re.search(r"X-Asked: (\S+)", head)[1] for head in heads}  # type: ignore[index]
    assert asked == {"10.87.0.11:8000", "10.87.0.12:8000"}
    plain = installed.curl(f"http://{SITE}/")
    assert " 301 " in plain and f"https://{SITE}/" in plain
    assert "Strict-Transport-Security" in heads[0]


def test_what_a_visitor_claims_of_the_address_is_not_believed(installed: Installation) -> None:
    token = _token(installed.curl(f"https://{SITE}/accounts/login/", jar="stranger"))
    form = ["--data-urlencode", f"csrfmiddlewaretoken={token}", "-d", "login=nobody", "-d", "password=wrong"]
    installed.curl(
        *form, "-H", f"Referer: https://{SITE}/accounts/login/", "-H", "X-Forwarded-For: 203.0.113.9",
        f"https://{SITE}/accounts/login/", jar="stranger",
    )  # fmt: skip
    assert installed.ask_database("select distinct ip_address from axes_accessattempt") == "10.87.0.99"


def test_whoever_signed_in_stays_so_when_a_web_machine_is_lost(installed: Installation) -> None:
    secret = installed.place / "passphrase"
    secret.write_text(OPERATOR + "\n", encoding="utf-8")
    installed.web[0].run(
        [sys.executable, "-m", "zhicheng", "operator", "admin", "--name", "运维", "--passphrase-file", str(secret)],
        given=installed.environment,
    )
    token = _token(installed.curl(f"https://{SITE}/accounts/login/", jar="admin"))
    form = [
        "--data-urlencode",
        f"csrfmiddlewaretoken={token}",
        "-d",
        "login=admin",
        "--data-urlencode",
        f"password={OPERATOR}",
    ]
    signed = installed.curl(
        *form, "-H", f"Referer: https://{SITE}/accounts/login/", f"https://{SITE}/accounts/login/", jar="admin"
    )
    assert " 302 " in signed, signed[:800]
    installed.web[0].stop()
    for _ in range(4):
        page = installed.curl("-L", f"https://{SITE}/account/", jar="admin")
        assert re.findall(r"^HTTP/\S+ (\d+)", page, re.MULTILINE)[-1] == "200" and "退出" in page
        assert "X-Asked: 10.87.0.12:8000" in page or "10.87.0.11:8000, 10.87.0.12:8000" in page
    installed.start_web(0)


def test_jobs_are_done_once_and_on_more_than_one_machine(installed: Installation) -> None:
    asking = (
        "import django; django.setup()\n"
        "from zhicheng.web.keeping.tasks import inspect_now\n"
        "for _ in range(12): inspect_now.enqueue()\n"
    )
    given = installed.environment | {"DJANGO_SETTINGS_MODULE": "zhicheng.web.settings"}
    installed.web[1].run([sys.executable, "-c", asking], given=given)
    left = "select count(*) from django_tasks_database_dbtaskresult where status in ('READY', 'RUNNING') and run_after is null"
    for _ in range(1200):
        if installed.ask_database(left) == "0":
            break
        installed.ask_database("select pg_sleep(0.5)")
    workers = installed.ask_database(
        "select count(distinct w) from django_tasks_database_dbtaskresult, jsonb_array_elements(worker_ids) w"
    )
    assert int(workers) >= 2
    twice = "select count(*) from django_tasks_database_dbtaskresult where jsonb_array_length(worker_ids) > 1"
    assert installed.ask_database(twice) == "0"
    said = installed.web[1].run([sys.executable, "-m", "zhicheng", "invariants"], given=installed.environment)
    assert said


def _token(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found is not None, page[:800]
    return found[1]
