from typing import Any

from django.apps import AppConfig
from django.db import DatabaseError
from django.db.models.signals import post_migrate


def _rights(**_: Any) -> None:
    """A new version may know new permissions: who holds their role has them at once, and not after the next daily run."""
    from subgroup import access, clock
    from subgroup.models import SubGroup

    try:
        groups = list(SubGroup.objects.all())
    except (
        DatabaseError
    ):  # only some of the migrations were asked for: the tables are not yet those of this version
        return
    for group in groups:
        access.rebuild(group, on=clock.today())


class MembersConfig(AppConfig):
    name = "members"

    def ready(self) -> None:
        from members import daily, gate
        from members.deadlines import COMPACT_WARNING
        from members.loading import posts_and_agencies
        from members.models import (
            Agency,
            AgencyName,
            Appointment,
            Compact,
            CompactOverride,
            Deputyship,
            Holding,
            Invitation,
            Seat,
        )
        from members.owners import OWNERS
        from members.panels import PANELS
        from members.roles import holders_of
        from members.searching import SEARCHES
        from members.subjects import SUBJECTS
        from subgroup import access, registry, stamps
        from subgroup.terms import loading

        post_migrate.connect(_rights, sender=self)
        access.gate.live = gate.live
        access.gate.granted_ever = gate.granted_ever
        access.gate.containers[access.AGENCY] = access.Container(
            Agency, "update_actions", gate.led, gate.leads_ever
        )
        loading.on_load.append(posts_and_agencies)
        stamps.watch(Agency, AgencyName, Seat, Holding, Deputyship, Appointment, Compact, CompactOverride)
        stamps.watch(Invitation)
        registry.rules.register(COMPACT_WARNING, done="renewed")
        registry.daily.add("rights", daily.rights)
        for kind, owners in OWNERS.items():
            registry.owners.add(kind, owners)
        for kind, subject in SUBJECTS.items():
            registry.subjects.add(kind, subject)
        for name, panel in PANELS.items():
            registry.panels.add(name, panel)
        registry.searches.add_all(SEARCHES)
        registry.listen(registry.holders, holders_of)
