from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        from reports.deadlines import RETURN
        from reports.panels import PANELS
        from reports.subjects import COORDINATING_MEETING, OBJECTIVE, PROGRAMME_ITEM
        from subgroup import objectives, programme, registry

        registry.rules.register(RETURN, done="sent")
        registry.rules.register(programme.ITEM, done="done")
        registry.rules.register(objectives.RULE, done="reached")
        registry.subjects.add("coordinating_meeting", COORDINATING_MEETING)
        registry.subjects.add(programme.KIND, PROGRAMME_ITEM)
        registry.subjects.add(objectives.KIND, OBJECTIVE)
        for name, panel in PANELS.items():
            registry.panels.add(name, panel)
