"""Crowds take their time: the whole suite lets them in, on a SQLite file and on PostgreSQL."""

import pytest


def pytest_collection_modifyitems(items: list) -> None:
    for item in items:
        if "tests/concurrency" in item.nodeid:
            item.add_marker(pytest.mark.slow)
