from actionplans.models.actions import (
    NO_DAY_LAST,
    Action,
    ActionQuerySet,
    ActionUpdate,
    AgreedLight,
    DueChange,
    Evidence,
    Extension,
    ImpactTest,
    StageChange,
)
from actionplans.models.challenges import Challenge, ChallengeAnswer, Escalation, EscalationStep
from actionplans.models.imports import TrackerImport, TrackerMapping, TrackerRow
from actionplans.models.plans import (
    HandOver,
    Kinship,
    Plan,
    PlanLight,
    PlanTemplate,
    PlanVersion,
    Recommendation,
)
from actionplans.models.registers import SavedFilter
from actionplans.models.windows import LinkUse, UpdateOwed, Window, WindowLink

__all__ = [
    "NO_DAY_LAST",
    "Action",
    "ActionQuerySet",
    "ActionUpdate",
    "AgreedLight",
    "Challenge",
    "ChallengeAnswer",
    "DueChange",
    "Escalation",
    "EscalationStep",
    "Evidence",
    "Extension",
    "HandOver",
    "ImpactTest",
    "Kinship",
    "LinkUse",
    "Plan",
    "PlanLight",
    "PlanTemplate",
    "PlanVersion",
    "Recommendation",
    "SavedFilter",
    "StageChange",
    "TrackerImport",
    "TrackerMapping",
    "TrackerRow",
    "UpdateOwed",
    "Window",
    "WindowLink",
]
