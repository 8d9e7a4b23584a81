from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "events"

    def ready(self) -> None:
        from events.behalf import claims  # noqa: F401 (it follows the links of cards)
