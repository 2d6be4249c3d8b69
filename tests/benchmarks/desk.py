"""The clerk's desk against the least a view and a template can cost; prints figures and asserts nothing.

    .venv/bin/python -m tests.benchmarks.desk [--postgres URL] [--seconds N] [--rounds N]

To reach, in one run: a row's save at least a third of the bare view's throughput with at most 12 queries; the entry
page of 60 rows at most three times the bare template loop; queries constant in rows.

The database is thrown away afterwards; with ``--postgres`` it is a new one on that server (the URL's account may
create databases). gunicorn serves with two workers as ./run does; they close the connection after every answer, so
each request opens its own. Absolute times drift with whatever else the machine does: only the ratios of one run count.
"""

# ruff: noqa: T201 - it talks to the terminal

import argparse
import os
import re
import resource
import secrets
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
SIZES = (20, 60, 200)
CLIENTS = 4  # two for each worker: none ever waits for work
TICKS = os.sysconf("SC_CLK_TCK")


# --- database and server --------------------------------------------------------------------------


@contextmanager
def postgres_database(url: str) -> Iterator[str]:
    """The URL of a new database on the server that ``url`` names; dropped at the end."""
    import psycopg2

    name = f"desk_benchmark_{secrets.token_hex(4)}"
    server = psycopg2.connect(url)
    server.autocommit = True
    server.cursor().execute(f"CREATE DATABASE {name}")
    try:
        yield re.sub(r"/[^/?]*(?=\?|$)", f"/{name}", url, count=1)
    finally:
        server.cursor().execute(f"DROP DATABASE {name} WITH (FORCE)")
        server.close()


@contextmanager
def database(folder: str, postgres: str) -> Iterator[None]:
    """This process and those it starts see a new, migrated database and nothing of the caller's settings."""
    for name in ("DATABASE_URL", "MEDIA_ROOT", "DEBUG", "HTTPS", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS"):
        os.environ.pop(name, None)
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "evalportal.settings",
        "DATA_DIR": folder,
        "STATIC_ROOT": f"{folder}/static",
        "SECRET_KEY": secrets.token_urlsafe(50),
    }
    if not postgres:
        prepare()
        yield
        return
    with postgres_database(postgres) as url:
        os.environ["DATABASE_URL"] = url
        prepare()
        yield


def prepare() -> None:
    import django
    from django.conf import settings
    from django.core.management import call_command

    # The portal's own storage writes the same names, but compresses each file for half a minute.
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


@contextmanager
def server(folder: str) -> Iterator[tuple[int, list[int]]]:
    """gunicorn with two workers: its port and the workers' process ids."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "tests.benchmarks.wsgi", "--workers", "2", "--no-control-socket"]
    with Path(folder, "server.log").open("wb") as log:
        master = subprocess.Popen(
            [*command, "--bind", f"127.0.0.1:{port}", "--timeout", "120"], cwd=ROOT, stdout=log, stderr=log
        )
        try:
            workers: list[int] = []
            deadline = time.monotonic() + 60
            while len(workers) < 2 or not answers(port):
                if time.monotonic() > deadline or master.poll() is not None:
                    raise TimeoutError(Path(log.name).read_text())
                time.sleep(0.2)
                children = Path(f"/proc/{master.pid}/task/{master.pid}/children").read_text()
                workers = [int(pid) for pid in children.split()]
            yield port, workers
        finally:
            master.terminate()
            master.wait(30)


def answers(port: int) -> bool:
    try:
        return ask(port, "GET", "/health/", {})[0] == 200
    except OSError:
        return False


# --- load -----------------------------------------------------------------------------------------


def ask(port: int, method: str, path: str, headers: dict[str, str], body: str = "") -> tuple[int, bytes]:
    """One request on a connection of its own, by hand: the load shares the server's cores and has to be cheap."""
    fields = {"Host": f"127.0.0.1:{port}", "Connection": "close", "Content-Length": str(len(body.encode())), **headers}
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items()), "", body]
    with socket.create_connection(("127.0.0.1", port), 60) as line:
        line.sendall("\r\n".join(lines).encode())
        answer = b"".join(iter(lambda: line.recv(65536), b""))
    head, _, content = answer.partition(b"\r\n\r\n")
    return int(head[9:12] or 0), content


@dataclass
class Run:
    """One run: requests each second, CPU of the workers and of this load for each request, how many failed."""

    rate: float
    server_ms: float
    load_ms: float
    failed: int


def cpu_seconds(pids: list[int]) -> float:
    """User and system time of the processes so far."""
    stats = (Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in pids)
    return sum(int(fields[11]) + int(fields[12]) for fields in stats) / TICKS


def own_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def run(workers: list[int], acts: list[Callable[[], int]], seconds: float) -> Run:
    """Every act again and again on a thread of its own; an act answers with the HTTP status."""
    seen: list[int] = []
    began, served, loaded = time.perf_counter(), cpu_seconds(workers), own_seconds()

    def repeat(act: Callable[[], int]) -> None:
        while time.perf_counter() - began < seconds:
            seen.append(act())

    threads = [threading.Thread(target=repeat, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took, number = time.perf_counter() - began, max(1, len(seen))
    served, loaded = cpu_seconds(workers) - served, own_seconds() - loaded
    return Run(len(seen) / took, served / number * 1000, loaded / number * 1000, sum(s != 200 for s in seen))


def throughput(folder: str, seats: list, seconds: float, rounds: int) -> None:
    """The bare view and the save in turn; prints the median of the rounds."""

    def saving(seat) -> Callable[[], int]:
        path, headers = seat.save_path, seat.headers

        def save() -> int:
            status, answer = ask(port, "POST", path, headers, seat.body())
            if status in (200, 409):
                seat.note(answer)
            return status

        return save

    def bare(seat, *message: str) -> Callable[[], int]:
        headers = seat.headers
        return lambda: ask(port, message[0], "/bare/", headers, *message[1:])[0]

    with server(folder) as (port, workers):
        kinds = {
            "bare GET": [bare(seat, "GET") for seat in seats],
            "bare POST": [bare(seat, "POST", '{"rows":[]}') for seat in seats],
            "save of a row": [saving(seat) for seat in seats],
            "save, one client": [saving(seat) for seat in seats[:1]],
        }
        found: dict[str, list[Run]] = {name: [] for name in kinds}
        for acts in kinds.values():
            run(workers, acts, 1)  # sessions, caches, connections
        for _ in range(rounds):
            for name, acts in kinds.items():
                found[name].append(run(workers, acts, seconds))
    middle = {name: Run(*(median(getattr(r, f) for r in runs) for f in ("rate", "server_ms", "load_ms", "failed")))
              for name, runs in found.items()}  # fmt: skip
    for name, one in middle.items():
        ratios = " ".join(f"{of}: {one.rate / middle[of].rate:.2f}" for of in ("bare GET", "bare POST"))
        print(
            f"  {name:18} {one.rate:7.1f}/s   worker CPU {one.server_ms:6.2f} ms   load CPU {one.load_ms:5.2f} ms   "
            f"failed {sum(r.failed for r in found[name])}   of {ratios}"
        )
    cpu = {name: one.server_ms for name, one in middle.items()}
    print(f"  worker CPU, bare POST / save: {cpu['bare POST'] / cpu['save of a row']:.2f}")


# --- the whole ------------------------------------------------------------------------------------


def measure(folder: str, options: argparse.Namespace) -> None:
    from django.db import connection

    from tests.benchmarks import world

    print(f"{connection.vendor}, {CLIENTS} clients, medians of {options.rounds} runs of {options.seconds:g} s")
    for size in SIZES:
        seat = world.seat(world.made(size))
        counted = f"save {world.queries(seat.save)}, page {world.queries(seat.page)}"
        print(f"{size:3} rows, queries (+ the transaction's): {counted}; {world.save_cost(seat)}")
    print(f"the real report of 19 rows: {world.save_cost(world.seat(world.real()))}")
    seats = [world.seat(world.made(60)) for _ in range(CLIENTS)]
    print(f"60 rows: {world.page_against_bare(seats[0])}")
    connection.close()
    throughput(folder, seats, options.seconds, options.rounds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--postgres", default="", metavar="URL", help="measure on this server instead of SQLite")
    parser.add_argument("--seconds", type=float, default=3, help="length of a run")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, database(folder, options.postgres):
        measure(folder, options)


if __name__ == "__main__":
    main()
