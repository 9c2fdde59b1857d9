"""Traffic lights in three voices (P7): what the agency says, what days and evidence compute, what the group agreed."""

from actionplans.lights.rules import RULES, Facts, Verdict, computed, computed_colour, faded_since, rule_for
from actionplans.lights.voices import Voice, differ, voices

__all__ = [
    "RULES",
    "Facts",
    "Verdict",
    "Voice",
    "computed",
    "computed_colour",
    "differ",
    "faded_since",
    "rule_for",
    "voices",
]
