from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        from reports.deadlines import RETURN
        from reports.panels import PANELS
        from reports.subjects import COORDINATING_MEETING
        from subgroup import registry

        registry.rules.register(RETURN, done="sent")
        registry.subjects.add("coordinating_meeting", COORDINATING_MEETING)
        for name, panel in PANELS.items():
            registry.panels.add(name, panel)
