"""make run: brings the database up to date, then runs web server and worker together until Ctrl-C.

Neither is started again when it ends by itself: the other is stopped too, and the exit code is 1.
"""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOST = os.environ.get("HOST", "127.0.0.1")
PORT = int(os.environ.get("PORT", "8000"))
COMMANDS = {
    "web server": [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.py", "config.wsgi"],
    "worker": [sys.executable, "manage.py", "work"],
}
STARTS_WITHIN_SECONDS = 60
ENDS_WITHIN_SECONDS = 40
FULL_BELOW_BYTES = 20_000_000


class Ended(Exception):
    """One of the processes ended by itself."""


class Asked(Exception):
    """Somebody wants everything to end: Ctrl-C, or a signal."""


def main() -> int:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, ask_to_end)
    processes: dict[str, subprocess.Popen] = {}
    try:
        check_port()
        sign_ins = prepare()
        for name, command in COMMANDS.items():
            # A group of its own, so that Ctrl-C reaches this process alone and it ends them in order.
            processes[name] = subprocess.Popen(command, cwd=ROOT, start_new_session=True)
        wait_until_served(processes)
        print(f"\n{sign_ins}\nCtrl-C ends it.", flush=True)
        while True:
            check_alive(processes)
            time.sleep(0.5)
    except Asked:
        print("\nEnding …", flush=True)
        return 0
    except Ended as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    finally:
        end(processes)


def ask_to_end(number: int, frame) -> None:
    signal.signal(number, signal.SIG_IGN)
    raise Asked


def check_port() -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, PORT))
        except OSError as error:
            raise Ended(
                f"Port {PORT} cannot be used ({error.strerror}). End what uses it, or choose another one:"
                f" make run PORT={PORT + 1}"
            ) from None


def prepare() -> str:
    """Tables and, the first time, the sample; returns the address and the sign-ins."""
    command = [sys.executable, "manage.py", "prepare", "--sample"]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise Ended("The disk is full. Make room and start again." if is_full() else "The database was not prepared.")
    return done.stdout.strip()


def is_full() -> bool:
    return shutil.disk_usage(ROOT).free < FULL_BELOW_BYTES


def wait_until_served(processes: dict[str, subprocess.Popen]) -> None:
    end = time.monotonic() + STARTS_WITHIN_SECONDS
    while not answers():
        check_alive(processes)
        if time.monotonic() > end:
            raise Ended(f"The web server does not answer after {STARTS_WITHIN_SECONDS} seconds.")
        time.sleep(0.2)


def answers() -> bool:
    connection = http.client.HTTPConnection(HOST, PORT, timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()


def check_alive(processes: dict[str, subprocess.Popen]) -> None:
    for name, process in processes.items():
        if process.poll() is not None:
            reason = "The disk is full." if is_full() else f"Its exit code was {process.returncode}."
            raise Ended(f"The {name} ended by itself. {reason} The rest is stopped as well.")


def end(processes: dict[str, subprocess.Popen]) -> None:
    for process in processes.values():
        process.terminate()
    for process in processes.values():
        try:
            process.wait(ENDS_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()


if __name__ == "__main__":
    sys.exit(main())
