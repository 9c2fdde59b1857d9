from django.apps import AppConfig


class SubgroupConfig(AppConfig):
    name = "subgroup"
    verbose_name = "Sub-group"
