"""The portal as a server to be used, killed and begun again: gunicorn with two processes, in a folder of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any, Self

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 120

# Static files under the names of the portal's own storage, which also compresses each for half a minute.
COLLECT = """
from django.conf import settings
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
django.setup()
from django.core.management import call_command
call_command("collectstatic", interactive=False, verbosity=0)
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """The portal in its own folder: database, uploads, static files, processes."""

    SECRET = "journeys-only-secret-key-of-no-other-use-0123456789"

    def __init__(
        self, folder: Path, database: str = "", wsgi: str = "evalportal.wsgi", threads: int = 1, **environment: str
    ) -> None:
        """``database``: the URL of one that is there already, else SQLite in the folder; ``threads`` of a process."""
        self.folder = folder
        self.database = database
        self.wsgi = wsgi
        self.threads = threads
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        names = ("PATH", "HOME", "LANG", *([name for name in os.environ if name.startswith("PG")] if database else []))
        self.environment = {
            **{name: os.environ[name] for name in names if name in os.environ},
            "DATABASE_URL": database,
            "DATA_DIR": str(folder),
            "STATIC_ROOT": str(folder / "static"),
            "SECRET_KEY": self.SECRET,
            "DJANGO_SETTINGS_MODULE": "evalportal.settings",
            **environment,
        }
        self.log = (folder / f"server-{self.port}.log").open("wb")
        self.process: subprocess.Popen | None = None

    def without(self, guard: str, threads: int = 1) -> Self:
        """Another server on the same data with one guard taken out, or several (see ``tests.races.sabotage``)."""
        return type(self)(self.folder, self.database, "tests.races.sabotage", threads, SABOTAGE=guard)

    def crowded(self, threads: int) -> Self:
        """Another server on the same data that takes so many requests at once in each process."""
        return type(self)(self.folder, self.database, self.wsgi, threads)

    # --- what is done beside the server -------------------------------------------------------------

    def manage(self, *arguments: str) -> None:
        subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.environment, check=True, stdout=self.log
        )

    def collect(self) -> None:
        code = f"import django{COLLECT}"
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=self.environment, check=True, stdout=self.log)

    def call(self, function: str, *arguments: Any) -> Any:
        """What a function of the tests (``module.name``) returns inside the portal, on its database."""
        module, _, name = function.rpartition(".")
        code = (
            "import django, json, sys; django.setup(); from importlib import import_module; "
            f"answer = import_module({module!r}).{name}(*json.loads(sys.argv[1])); print(json.dumps(answer))"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, json.dumps(arguments)],
            cwd=ROOT,
            env=self.environment,
            check=True,
            stdout=subprocess.PIPE,
        )
        return json.loads(done.stdout)

    # --- its processes ------------------------------------------------------------------------------

    def start(self) -> None:
        command = [sys.executable, "-m", "gunicorn", self.wsgi, "--workers", "2", "--no-control-socket"]
        self.process = subprocess.Popen(
            [*command, "--threads", str(self.threads), "--bind", f"127.0.0.1:{self.port}", "--timeout", "120"],
            cwd=ROOT,
            env=self.environment,
            stdout=self.log,
            stderr=self.log,
            process_group=0,
        )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            if self.answers():
                return
            time.sleep(0.1)
        raise TimeoutError(Path(self.log.name).read_text())

    def answers(self) -> bool:
        try:
            urllib.request.urlopen(f"{self.url}/health/", timeout=5).close()
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False
        return True

    def kill(self) -> None:
        """As a power cut does it: master and workers at once, without a word."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None
        deadline = time.monotonic() + START_SECONDS
        while self.listens():
            assert time.monotonic() < deadline, "a process is still there"
            time.sleep(0.02)

    def listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(60)
            self.process = None

    def close(self) -> None:
        self.stop()
        self.log.close()
