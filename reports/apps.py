from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        from reports.deadlines import RETURN
        from reports.panels import PANELS
        from reports.subjects import COORDINATING_MEETING, PROGRAMME_ITEM
        from subgroup import programme, registry

        registry.rules.register(RETURN, done="sent")
        registry.rules.register(programme.ITEM, done="done")
        registry.subjects.add("coordinating_meeting", COORDINATING_MEETING)
        registry.subjects.add(programme.KIND, PROGRAMME_ITEM)
        for name, panel in PANELS.items():
            registry.panels.add(name, panel)
