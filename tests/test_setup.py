"""How the product is installed and started: what a web process holds, what the commands say when they cannot."""

import json
import os
import socket
import subprocess
import sys

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
HEAVY = ["weasyprint", "openpyxl", "ortools", "numba", "numpy"]


def python(code: str, **env: str) -> str:
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_web_process_starts_without_the_heavy_libraries():
    code = f"import sys, json, config.wsgi, config.urls; print(json.dumps([m for m in {HEAVY} if m in sys.modules]))"
    assert json.loads(python(code, DJANGO_SETTINGS_MODULE="config.settings")) == []


def test_the_secret_is_made_once_and_is_its_owners_alone(tmp_path):
    code = "from config.settings import SECRET_KEY; print(SECRET_KEY)"
    first, second = (python(code, VAR_DIR=str(tmp_path), SECRET_KEY="") for _start in range(2))
    assert first == second
    assert len(first.strip()) >= 50
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_processes_that_start_at_the_same_moment_agree_on_the_secret(tmp_path):
    code = "from config.settings import SECRET_KEY; print(SECRET_KEY)"
    env = os.environ | {"VAR_DIR": str(tmp_path), "SECRET_KEY": ""}
    started = [
        subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=env, stdout=subprocess.PIPE) for _process in "1234"
    ]
    secrets = {process.communicate()[0] for process in started}
    assert len(secrets) == 1
    assert secrets != {b""}


def test_an_https_address_switches_secure_cookies_and_hsts_on():
    code = (
        "import config.settings as s; print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS > 0)"
    )
    assert python(code, SITE_URL="https://hoi-cho.example").split() == ["True"] * 3
    assert python(code, SITE_URL="http://localhost:8000").split() == ["False"] * 3


def test_run_says_that_the_port_is_taken_and_starts_nothing(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        env = os.environ | {"PORT": str(port), "VAR_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path}/db"}
        done = subprocess.run(
            [sys.executable, "scripts/run.py"], cwd=ROOT, env=env, capture_output=True, text=True, check=False
        )
    assert done.returncode == 1
    assert f"Port {port} cannot be used" in done.stderr
    assert f"make run PORT={port + 1}" in done.stderr
    assert list(tmp_path.iterdir()) == []


class Box:
    """The set-up script in a folder of its own, with programs of the test's own before the machine's."""

    def __init__(self, folder):
        self.folder = folder
        self.bin = folder / "bin"
        for name in ("scripts", "bin"):
            (folder / name).mkdir()
        script = folder / "scripts" / "setup.sh"
        script.write_text((ROOT / "scripts" / "setup.sh").read_text())
        script.chmod(0o755)
        self.before = self.names()

    def program(self, name: str, body: str) -> None:
        path = self.bin / name
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(0o755)
        self.before = self.names()

    def names(self) -> set[str]:
        return {path.name for path in self.folder.rglob("*")}

    def run(self) -> subprocess.CompletedProcess:
        env = os.environ | {"PATH": f"{self.bin}:{os.environ['PATH']}"}
        return subprocess.run(
            ["bash", "scripts/setup.sh"], cwd=self.folder, env=env, capture_output=True, text=True, check=False
        )


@pytest.fixture
def box(tmp_path):
    box = Box(tmp_path)
    box.program("dpkg-query", "echo 'install ok installed'")
    return box


def test_without_root_the_missing_system_packages_are_named_and_nothing_is_changed(box):
    box.program("dpkg-query", "exit 1")
    box.program("id", "echo 1000")
    box.program("sudo", "exit 1")
    done = box.run()
    assert done.returncode == 1
    command = "sudo apt-get update && sudo apt-get install -y --no-install-recommends gettext libpango-1.0-0"
    assert command in done.stderr
    assert "Nothing was changed" in done.stderr
    assert box.names() == box.before


def test_an_old_python_is_refused_with_a_way_out(box):
    for name in subprocess.run(
        ["bash", "-c", "compgen -c python3"], capture_output=True, text=True, check=True
    ).stdout.split():
        box.program(name, 'case "$1" in -V) echo Python 3.10.12;; *) exit 1;; esac')
    done = box.run()
    assert done.returncode == 1
    assert "Python 3.11 or newer is needed; here is Python 3.10.12" in done.stderr
    assert not (box.folder / ".venv").exists()


def test_too_little_room_is_said_before_anything_is_installed(box):
    box.program("df", "printf 'Filesystem 1M-blocks Used Available\\nx 1000 1000 30\\n'")
    done = box.run()
    assert done.returncode == 1
    assert "30 MB are free" in done.stderr
    assert not (box.folder / ".venv").exists()


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ("ERROR: Could not install packages: [Errno 28] No space left on device", "The disk is full"),
        ("ERROR: No matching distribution found for Django==5.2.19", "Is this machine on the network?"),
        ("error: something else", "This step did not work: Python packages"),
    ],
)
def test_a_step_that_fails_says_why_and_is_done_again_the_next_time(box, output, said):
    venv_bin = box.folder / ".venv" / "bin"
    venv_bin.mkdir(parents=True)
    (box.folder / "requirements.txt").write_text("Django\n")
    python = venv_bin / "python"
    python.write_text(f"#!/bin/sh\ncase \"$*\" in *install*) echo '{output}'; exit 1;; esac\n")
    python.chmod(0o755)
    done = box.run()
    assert done.returncode == 1
    assert said in done.stderr
    assert not (box.folder / ".venv" / "stamps" / "requirements").exists()
