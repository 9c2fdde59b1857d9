"""The sections of a return that take a comment of their own (R1), in their order."""

from django.db import models


class Section(models.TextChoices):
    OBJECTIVES = "objectives", "Objectives"
    PROGRAMME = "programme", "Work programme"
    ACTIONS = "actions", "Plans and actions"
    CASES = "cases", "Cases"
    CLOCKS = "clocks", "Statutory clocks"
    CDOP = "cdop", "Contributions to the Child Death Overview Panel"
    ATTENDANCE = "attendance", "Apologies and quorum"
    RISKS = "risks", "Risks"
    EXCEPTIONS = "exceptions", "Exceptions and breaches"
    MEASURES = "measures", "Performance measures"
