from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Composition: installs the wiring tables once every app is loaded."""

    name = "portal.config"
    label = "config"

    def ready(self) -> None:
        import portal.outbox.registry
        import search.registry
        from portal.config import checks, wiring

        portal.outbox.registry.install(wiring.REACTIONS)
        search.registry.install(wiring.SEARCHABLE)
        checks.register_all()
