"""How gunicorn serves: one process with threads is right for SQLite; WEB_CONCURRENCY starts more at PostgreSQL.

PORT, HOST       where it listens; behind a proxy on the same machine 127.0.0.1 is right
WEB_CONCURRENCY  processes · WEB_THREADS  threads of each
"""

import os
from pathlib import Path

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "1"))
threads = int(os.environ.get("WEB_THREADS", "8"))
worker_class = "gthread"
timeout = 60
graceful_timeout = 20
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 — a heartbeat that needs no disk
control_socket_disable = True
