from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"

    def ready(self) -> None:
        from members import gate
        from subgroup import access

        access.gate.live = gate.live
        access.gate.granted_ever = gate.granted_ever
