from django.apps import AppConfig


class ActionplansConfig(AppConfig):
    name = "actionplans"

    def ready(self) -> None:
        from actionplans.daily import HOOKS
        from actionplans.deadlines import RULES
        from actionplans.histories import is_kept
        from actionplans.panels import PANELS
        from actionplans.services.lines import follow_strike, open_from_line
        from actionplans.subjects import SUBJECTS
        from meetings import doors
        from subgroup import changes, registry

        changes.kept_from.append(is_kept)
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
        for name, panel in PANELS.items():
            registry.panels.add(name, panel)
