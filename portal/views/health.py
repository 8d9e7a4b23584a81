"""For the machine that watches: is the process alive, and can it serve."""

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views import View

from accounts.access import PublicView


class Alive(PublicView, View):
    """/healthz: the process answers; nothing else is asked."""

    def get(self, request: HttpRequest) -> JsonResponse:
        return JsonResponse({"status": "ok"})


class Ready(PublicView, View):
    """/readyz: the database answers, its tables are of this version, the cache keeps a value."""

    def get(self, request: HttpRequest) -> JsonResponse:
        checks = {"database": self.database(), "cache": self.cache()}
        ready = all(value == "ok" for value in checks.values())
        return JsonResponse({"status": "ok" if ready else "not ready", **checks}, status=200 if ready else 503)

    def database(self) -> str:
        try:
            executor = MigrationExecutor(connection)
            return "migrations pending" if executor.migration_plan(executor.loader.graph.leaf_nodes()) else "ok"
        except DatabaseError:
            return "unreachable"

    def cache(self) -> str:
        try:
            cache.set("readyz", 1, 5)
            return "ok" if cache.get("readyz") == 1 else "forgets"
        except Exception:  # noqa: BLE001 — each cache library raises its own
            return "unreachable"
