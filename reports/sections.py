"""The sections of a return that take a comment of their own (R1), and the chapters of an annual report (R2), each in their order."""

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


class Chapter(models.TextChoices):
    FOREWORD = "foreword", "Foreword of the chair"
    ACCOUNT = "account", "The sub-group and how it is held to account"
    MEETINGS = "meetings", "Meetings and attendance"
    MEASURES = "measures", "Performance measures"
    OBJECTIVES = "objectives", "Objectives and work programme"
    PLANS = "plans", "Action plans"
    CASES = "cases", "Cases considered and what came of them"
    CLOCKS = "clocks", "Statutory clocks"
    REVIEWS = "reviews", "Reviews"
    DEATHS = "deaths", "Information on child deaths"
    CHALLENGES = "challenges", "Challenges given and received"
    LEARNING = "learning", "Learning and what came of it"
    ASSURANCE = "assurance", "Assurance"
    EXCEPTIONS = "exceptions", "Exceptions and breaches"
    NEXT_YEAR = "next_year", "Next year’s work programme"
    MEMBERSHIP = "membership", "Appendix A: Membership during the year"
    ATTENDANCE = "attendance", "Appendix B: Attendance by agency"
    DEFINITIONS = "definitions", "Appendix C: The measures in full"
    THEMES = "themes", "Appendix D: Themes of the learning"
