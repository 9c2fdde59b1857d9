from django.apps import AppConfig


class ActionplansConfig(AppConfig):
    name = "actionplans"

    def ready(self) -> None:
        from actionplans import exception_panels, panels
        from actionplans.daily import HOOKS
        from actionplans.deadlines import RULES
        from actionplans.enums import PLAN_TRANSITIONS, STAGE_TRANSITIONS
        from actionplans.histories import is_kept
        from actionplans.naming import called, themes
        from actionplans.searching import SEARCHES
        from actionplans.services import briefing, escalations, wanted
        from actionplans.services.lines import follow_strike, open_from_line
        from actionplans.services.windows import days_following, follow, follow_calendar, follow_terms
        from actionplans.subjects import SUBJECTS
        from meetings import doors
        from meetings.enums import TRANSITIONS
        from members import doors as members_doors
        from reviews import doors as reviews_doors
        from subgroup import changes, registry, risks
        from subgroup.terms import loading

        changes.kept_from.append(is_kept)
        TRANSITIONS.update({"Action plans": PLAN_TRANSITIONS, "Actions": STAGE_TRANSITIONS})
        for rule, done in RULES:
            registry.rules.register(rule, done=done)
        for kind, subject in SUBJECTS.items():
            registry.subjects.add(kind, subject)
        for name, hook in HOOKS.items():
            registry.daily.add(name, hook)
        registry.listen(doors.line_recorded, open_from_line)
        registry.listen(doors.line_struck, follow_strike)
        registry.listen(doors.day_changed, follow)
        registry.listen(doors.days_following, days_following)
        registry.listen(loading.on_load, follow_terms)
        registry.listen(members_doors.dates_moving, follow_calendar)
        registry.listen(members_doors.holder_came, briefing.came)
        registry.listen(risks.light_may_differ, escalations.of_risk)
        registry.listen(reviews_doors.plan_wanted, wanted.want)
        registry.listen(reviews_doors.plans_of, wanted.states)
        registry.listen(reviews_doors.also_called, called)
        registry.listen(reviews_doors.themes, themes)
        registry.panels.add_all(panels.PANELS | exception_panels.PANELS)
        registry.waiting.add_all(panels.WAITING | exception_panels.WAITING)
        registry.searches.add_all(SEARCHES)
