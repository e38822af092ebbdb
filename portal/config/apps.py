from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Composition: installs the wiring tables once every app is loaded."""

    name = "portal.config"
    label = "config"

    def ready(self) -> None:
        import forum.queries.thread
        import portal.file_texts.holders
        import portal.members.belongings
        import portal.members.estates
        import portal.members.experience
        import portal.members.personal_data
        import portal.notifications.matters
        import portal.notifications.notices
        import portal.outbox.registry
        import portal.outbox.schedule
        import portal.publishing.documents
        import portal.publishing.guards
        import portal.publishing.orders
        import portal.publishing.parts
        import portal.upkeep.things
        import search.registry
        from portal.config import checks, wiring

        portal.outbox.registry.install(wiring.REACTIONS)
        portal.outbox.schedule.install(wiring.TIMETABLE)
        portal.notifications.matters.install(wiring.MATTERS)
        portal.notifications.notices.install(wiring.NOTICES)
        portal.members.belongings.install(wiring.BELONGINGS)
        portal.members.personal_data.install(wiring.PERSONAL_DATA)
        forum.queries.thread.install(wiring.MADE_OF_QUESTIONS)
        portal.publishing.guards.install(wiring.GUARDS)
        portal.publishing.parts.install(wiring.PAGE_PARTS)
        portal.publishing.documents.install(wiring.PAGE_ADDITIONS)
        portal.upkeep.things.install(wiring.THINGS)
        portal.publishing.orders.install(wiring.LIST_ORDERS)
        portal.members.estates.install(wiring.ESTATES)
        portal.members.experience.install(wiring.EXPERIENCE)
        search.registry.install(wiring.SEARCHABLE)
        portal.file_texts.holders.install(wiring.FILE_HOLDERS)
        checks.register_all()
