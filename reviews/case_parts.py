"""The sections of a case's page, each from the file of its own noun: a function `section(request, case)` and a template."""

from collections.abc import Callable, Mapping
from typing import Any

from reviews import referral_sections
from reviews.clock_parts import clocks_section, questions_section
from reviews.models import Case
from reviews.views import (
    chronology,
    closing,
    considering,
    decisions,
    keeping,
    letters,
    openings,
    panels,
    requests,
    restricting,
    review_page,
)
from subgroup.views.base import GroupRequest

Section = Callable[[GroupRequest, Case], Mapping[str, Any] | None]

SECTIONS: list[tuple[str, str, Section]] = [
    ("_referral", "Referral", referral_sections.referral_section),
    ("_identity", "Who the child is", referral_sections.identity_section),
    ("_clocks", "Five dates and clocks", clocks_section),
    ("_questions", "The two questions", questions_section),
    ("_requests", "Information from agencies", requests.section),
    ("_panels", "Screening panel", panels.section),
    ("_considered", "Considered at meetings", considering.section),
    ("_decision", "Decision and outcome", decisions.section),
    ("_letters", "Letters to Ofsted, the DfE and the national panel", letters.section),
    ("_reviews_of_case", "Reviews", review_page.section),
    ("_leaks", "What the leak guard asked", referral_sections.leak_section),
    ("_chronology", "Chronology", chronology.section),
    ("_guarding", "Who may open this case", restricting.section),
    ("_keeping", "How long it is kept", keeping.section),
    ("_closing", "The end of the case", closing.section),
    ("_openings", "Who opened this case", openings.section),
]
"""Template below templates/reviews/, the heading, and what gives its context, or None where it has nothing to say."""


def sections(request: GroupRequest, case: Case) -> list[dict[str, Any]]:
    """Each part that has something to say to this reader."""
    found = [(template, heading, section(request, case)) for template, heading, section in SECTIONS]
    return [
        {"template": f"reviews/{template}.html", "heading": heading, "context": said}
        for template, heading, said in found
        if said is not None
    ]
