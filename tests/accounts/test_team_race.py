"""Two managers who leave at the same moment, each in a process of its own: one of them stays."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from django.conf import settings
from django.db import connection

from accounts.models import Role, TeamMember
from tests.factories import OrganizerFactory, TeamMemberFactory

LEAVE = """
import sys, time
import django
django.setup()
from django.core.exceptions import ValidationError
from accounts import actions
from accounts.models import TeamMember
member = TeamMember.objects.select_related("user").get(pk=sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
try:
    actions.remove_member(member=member, by=member.user)
    print("left")
except ValidationError:
    print("stayed")
"""


def database_url(tmp_path) -> str:
    """The test's database, for other processes: on SQLite a copy of it in a file."""
    database = connection.settings_dict
    if connection.vendor == "postgresql":
        user, password, host, port = (database[key] for key in ("USER", "PASSWORD", "HOST", "PORT"))
        return f"postgres://{user}:{password}@{host or 'localhost'}:{port or 5432}/{database['NAME']}"
    path = tmp_path / "race.sqlite3"
    with closing(sqlite3.connect(path)) as copy:
        connection.connection.backup(copy)
    return f"sqlite:///{path}"


@pytest.mark.django_db(transaction=True)
def test_of_two_managers_who_leave_at_the_same_moment_one_stays(tmp_path):
    organizer = OrganizerFactory()
    members = TeamMemberFactory.create_batch(2, organizer=organizer, role=Role.MANAGER)
    environment = os.environ | {"DATABASE_URL": database_url(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings"}
    leaving = [
        subprocess.Popen(
            [sys.executable, "-c", LEAVE, str(member.pk)],
            cwd=settings.BASE_DIR, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for member in members
    ]  # fmt: skip
    for process in leaving:
        assert process.stdout.readline() == "ready\n"
    for process in leaving:
        process.stdin.write("go\n")
        process.stdin.flush()
    outcomes = sorted(process.communicate(timeout=60)[0].strip() for process in leaving)
    assert outcomes == ["left", "stayed"]
    if connection.vendor == "postgresql":
        assert TeamMember.objects.filter(organizer=organizer).count() == 1
