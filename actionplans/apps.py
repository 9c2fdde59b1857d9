from django.apps import AppConfig


class ActionplansConfig(AppConfig):
    name = "actionplans"

    def ready(self) -> None:
        from actionplans.deadlines import ACTION
        from actionplans.histories import is_kept
        from actionplans.panels import PANELS
        from actionplans.services.lines import follow_strike, open_from_line
        from actionplans.subjects import ACTION_SUBJECT
        from meetings import doors
        from subgroup import changes, registry

        changes.kept_from.append(is_kept)
        registry.rules.register(ACTION, done="done")
        registry.subjects.add("action", ACTION_SUBJECT)
        if open_from_line not in doors.line_recorded:
            doors.line_recorded.append(open_from_line)
        if follow_strike not in doors.line_struck:
            doors.line_struck.append(follow_strike)
        for name, panel in PANELS.items():
            registry.panels.add(name, panel)
