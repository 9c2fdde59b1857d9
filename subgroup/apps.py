from django.apps import AppConfig


class SubgroupConfig(AppConfig):
    name = "subgroup"
    verbose_name = "Sub-group"

    def ready(self) -> None:
        from subgroup import calendar, changes, ledger, stamps
        from subgroup.models import Closure, Person, SubGroup, Terms

        changes.register()
        stamps.watch(SubGroup, Terms, Closure, Person)
        if ledger.closure_uses not in calendar.closure_used_checks:
            calendar.closure_used_checks.append(ledger.closure_uses)
