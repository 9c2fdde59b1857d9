from django.apps import AppConfig


class ActionplansConfig(AppConfig):
    name = "actionplans"

    def ready(self) -> None:
        from actionplans.daily import HOOKS
        from actionplans.deadlines import RULES
        from actionplans.enums import PLAN_TRANSITIONS, STAGE_TRANSITIONS
        from actionplans.exception_panels import PANELS as EXCEPTION_PANELS
        from actionplans.histories import is_kept
        from actionplans.panels import PANELS
        from actionplans.services import briefing
        from actionplans.services.lines import follow_strike, open_from_line
        from actionplans.services.windows import follow, follow_terms
        from actionplans.subjects import SUBJECTS
        from meetings import doors
        from meetings.enums import TRANSITIONS
        from members import doors as members_doors
        from subgroup import changes, registry
        from subgroup.terms import loading

        changes.kept_from.append(is_kept)
        TRANSITIONS.update({"Action plans": PLAN_TRANSITIONS, "Actions": STAGE_TRANSITIONS})
        for rule, done in RULES:
            registry.rules.register(rule, done=done)
        for kind, subject in SUBJECTS.items():
            registry.subjects.add(kind, subject)
        for name, hook in HOOKS.items():
            registry.daily.add(name, hook)
        if open_from_line not in doors.line_recorded:
            doors.line_recorded.append(open_from_line)
        if follow_strike not in doors.line_struck:
            doors.line_struck.append(follow_strike)
        if follow not in doors.day_changed:
            doors.day_changed.append(follow)
        if follow_terms not in loading.on_load:
            loading.on_load.append(follow_terms)
        if briefing.came not in members_doors.holder_came:
            members_doors.holder_came.append(briefing.came)
        for name, panel in (PANELS | EXCEPTION_PANELS).items():
            registry.panels.add(name, panel)
