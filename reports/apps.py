from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        from meetings import doors
        from reports import feedback, lights, panels
        from reports.deadlines import ANNUAL, RETURN
        from reports.subjects import (
            ANNUAL_REPORT,
            COORDINATING_MEETING,
            FEEDBACK_ACTION,
            OBJECTIVE,
            OBJECTIVE_LIGHT,
            PROGRAMME_ITEM,
            RISK_REVIEW,
        )
        from subgroup import objectives, programme, registry, risks

        registry.rules.register(RETURN, done="sent")
        registry.rules.register(ANNUAL, done="issued")
        registry.rules.register(programme.ITEM, done="done")
        registry.rules.register(objectives.RULE, done="reached")
        registry.rules.register(objectives.LIGHT, done="said")
        registry.rules.register(risks.RULE, done="reviewed")
        registry.rules.register(feedback.RULE, done="done")
        registry.subjects.add("coordinating_meeting", COORDINATING_MEETING)
        registry.subjects.add("annual_report", ANNUAL_REPORT)
        registry.subjects.add(programme.KIND, PROGRAMME_ITEM)
        registry.subjects.add(objectives.KIND, OBJECTIVE)
        registry.subjects.add(objectives.LIGHT_KIND, OBJECTIVE_LIGHT)
        registry.subjects.add(risks.KIND, RISK_REVIEW)
        registry.subjects.add(feedback.KIND, FEEDBACK_ACTION)
        registry.daily.add("lights of objectives", lights.daily)
        registry.listen(doors.day_changed, lights.follow)
        registry.panels.add_all(panels.PANELS)
        registry.waiting.add_all(panels.WAITING)
