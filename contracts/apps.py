from importlib import import_module

from django.apps import AppConfig


class ContractsConfig(AppConfig):
    name = "contracts"

    def ready(self) -> None:
        import_module("contracts.firm")  # what deals say of a firm at the review desk
