"""make bench: runs every measurement in a process and database of its own, prints a table, writes build/bench.json.

A module tests/bench/bench_*.py has `run() -> dict[str, dict]`: name → {"value", "unit", "goal"?}. A goal is the most
that the value should be, or the least where `"more_is_better": True`. Nothing is asserted.

BENCH_DATABASE_URL names a PostgreSQL server on which databases may be made: what ON_BOTH lists is measured there too.
"""

import contextlib
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
OUT = ROOT / "build" / "bench.json"
POSTGRES = os.environ.get("BENCH_DATABASE_URL", "")
ON_BOTH = ("bench_thread",)
PROGRAM = """
import json, sys
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("createcachetable", verbosity=0)
call_command("collectstatic", verbosity=0, interactive=False)
from importlib import import_module
print("\\n" + json.dumps(import_module(sys.argv[1]).run()))
"""


def main(names: list[str]) -> int:
    modules = sorted(path.stem for path in HERE.glob("bench_*.py"))
    chosen = [name for name in modules if not names or name.removeprefix("bench_") in names]
    results: dict[str, dict] = {}
    failed = []
    for name in chosen:
        for database in (sqlite, postgres) if POSTGRES and name in ON_BOTH else (sqlite,):
            print(f"{name} on {database.__name__} …", flush=True)
            measured = measure(f"tests.bench.{name}", database)
            if measured is None:
                failed.append(f"{name} on {database.__name__}")
                continue
            if database is postgres:
                measured = {f"postgres_{measurement}": result for measurement, result in measured.items()}
            results |= measured
            print_table(measured)
    save(results)
    if failed:
        print("did not finish: " + ", ".join(failed), file=sys.stderr)
    return 1 if failed else 0


@contextlib.contextmanager
def sqlite(folder: str) -> Iterator[str]:
    yield f"sqlite:///{folder}/bench.sqlite3"


@contextlib.contextmanager
def postgres(_folder: str) -> Iterator[str]:
    """A database of its own, gone afterwards."""
    name = f"bench_{os.getpid()}"
    with psycopg.connect(POSTGRES, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield urlsplit(POSTGRES)._replace(path=f"/{name}").geturl()
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def measure(module: str, database: Callable) -> dict[str, dict] | None:
    with tempfile.TemporaryDirectory() as folder, database(folder) as url:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": url,
            "VAR_DIR": folder,
            "MEDIA_DIR": f"{folder}/uploads",
            "LOG_LEVEL": "ERROR",
        }
        command = [sys.executable, "-c", PROGRAM, module]
        done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    return json.loads(done.stdout.strip().splitlines()[-1]) if done.returncode == 0 else None


def print_table(results: dict[str, dict]) -> None:
    width = max(map(len, results))
    for name, result in results.items():
        goal, value = result.get("goal"), result["value"]
        against = ""
        if goal is not None:
            ratio = value / goal
            met = value >= goal if result.get("more_is_better") else value <= goal
            against = f"goal {goal:g}, ratio {ratio:.2f}, {'met' if met else 'MISSED'}"
        print(f"  {name.ljust(width)}  {value:>12,.6g} {result['unit']:<8} {against}")


def save(results: dict[str, dict]) -> None:
    """Keeps what other runs measured, so that one part can be measured alone."""
    OUT.parent.mkdir(exist_ok=True)
    kept = json.loads(OUT.read_text()) if OUT.exists() else {}
    when = datetime.now(UTC).isoformat(timespec="seconds")
    stamped = {name: result | {"machine": machine(), "at": when} for name, result in results.items()}
    OUT.write_text(json.dumps(kept | stamped, ensure_ascii=False, indent=2, sort_keys=True) + "\n")


def machine() -> str:
    """What the figures were measured on: processor, cores, Python."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    model = next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine()
    )
    return f"{model}, {os.cpu_count()} cores, Python {platform.python_version()}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
