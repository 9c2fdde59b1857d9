"""The sections of a case's page, each from the file of its own noun: a function `section(request, case)` and a template."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from reviews import referral_sections
from reviews.clock_parts import clocks_section, questions_section
from reviews.models import Case
from reviews.next_steps import Step, next_step
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


class Part(NamedTuple):
    """A section: template below templates/reviews/, heading, its words in the contents, and what gives its context."""

    template: str
    heading: str
    short: str
    section: Section


SECTIONS: list[Part] = [
    Part("_referral", "How the case came", "How it came", referral_sections.referral_section),
    Part("_identity", "Who the child is", "The child", referral_sections.identity_section),
    Part("_clocks", "Five dates and clocks", "Dates and clocks", clocks_section),
    Part("_questions", "The two questions", "Two questions", questions_section),
    Part("_requests", "Information from agencies", "Agencies", requests.section),
    Part("_panels", "Screening panel", "Panel", panels.section),
    Part("_considered", "Considered at meetings", "Meetings", considering.section),
    Part("_decision", "Decision and outcome", "Decision", decisions.section),
    Part("_letters", "Letters to Ofsted, the DfE and the national panel", "Letters", letters.section),
    Part("_reviews_of_case", "Reviews", "Reviews", review_page.section),
    Part("_leaks", "What the leak guard asked", "Leak guard", referral_sections.leak_section),
    Part("_chronology", "Chronology", "Chronology", chronology.section),
    Part("_guarding", "Who may open this case", "Who may open it", restricting.section),
    Part("_keeping", "How long it is kept", "Keeping", keeping.section),
    Part("_closing", "The end of the case", "The end", closing.section),
    Part("_openings", "Who opened this case", "Openings", openings.section),
]


def case_page(request: GroupRequest, case: Case) -> tuple[list[dict[str, Any]], Step | None]:
    """Each part that has something to say to this reader, and the next step of the case for them."""
    found = [(part, part.section(request, case)) for part in SECTIONS]
    said = {part.template: context for part, context in found if context is not None}
    step = next_step(request, case, said)
    sections = [
        {
            "template": f"reviews/{part.template}.html",
            "id": part.template.strip("_").replace("_", "-"),
            "heading": part.heading,
            "short": part.short,
            "context": said[part.template],
            "is_main": step is not None and step.of == part.template,
        }
        for part in SECTIONS
        if part.template in said
    ]
    return sections, step
