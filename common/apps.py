from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CommonConfig(AppConfig):
    name = "common"

    def ready(self) -> None:
        # Each room's tasks.py registers what the worker can run.
        autodiscover_modules("tasks")
