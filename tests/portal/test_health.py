"""What the machine that watches asks."""

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django.test import Client

from portal.views import health

pytestmark = pytest.mark.django_db


def test_being_alive_asks_nothing_of_the_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        response = Client().get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_a_site_in_order_is_ready():
    response = Client().get("/readyz")
    assert response.status_code == 200
    assert response.json() == {"status": "ok", "database": "ok", "cache": "ok"}


def test_tables_of_an_older_version_are_not_ready(monkeypatch):
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda self, targets: ["one more"])
    response = Client().get("/readyz")
    assert response.status_code == 503
    assert response.json()["database"] == "migrations pending"


def test_a_database_that_does_not_answer_is_said(monkeypatch):
    def down(connection):
        raise OperationalError("down")

    monkeypatch.setattr(health, "MigrationExecutor", down)
    response = Client().get("/readyz")
    assert response.status_code == 503
    assert response.json()["database"] == "unreachable"


def test_a_cache_that_forgets_is_said(monkeypatch):
    monkeypatch.setattr(type(cache._connections["default"]), "get", lambda self, key, *args, **kwargs: None)
    response = Client().get("/readyz")
    assert response.status_code == 503
    assert response.json()["cache"] == "forgets"
