from django.apps import AppConfig


class SubgroupConfig(AppConfig):
    name = "subgroup"
    verbose_name = "Sub-group"

    def ready(self) -> None:
        from subgroup import changes

        changes.register()
