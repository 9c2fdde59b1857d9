"""Which plan a review of a tracker is, and which agency a word means: what is proposed, and what a person answered."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from actionplans.enums import PlanKind
from actionplans.models import Plan
from actionplans.trackers import AgencyWords, Row
from subgroup.sheets.agencies import plain

ADD = "+"
"""The answer that adds an agency to the group."""
NO_REVIEW = "Imported actions"
LONGEST_CODE = 20
_KINDS = (
    (r"\bcdop\b|child death", PlanKind.CDOP),
    (r"\bconcise\b", PlanKind.CONCISE),
    (r"\bscr\b|serious case|csp?r\b", PlanKind.SCR),
    (r"\bforum\b", PlanKind.FORUM),
    (r"\baudit\b", PlanKind.AUDIT),
)
_SHORT = (
    (r"\bSERIOUS[\s-]+CASE[\s-]+REVIEW\b", "SCR"),
    (r"\b(?:MULTI[\s-]*AGENCY[\s-]+)?CONCISE[\s-]+REVIEW\b", "CR"),
    (r"\bDOMESTIC[\s-]+HOMICIDE[\s-]+REVIEW\b", "DHR"),
    (r"\bCHILD[\s-]+DEATH[\s-]+OVERVIEW[\s-]+PANEL\b", "CDOP"),
    (r"\b(?:MULTI[\s-]*AGENCY[\s-]+)?DISCUSSION[\s-]+FORUM\b", "FORUM"),
)
_FIRST = {"SCR", "CR", "DHR", "CDOP"}
_SMALL = {
    "CHILD", "FAMILY", "BABY", "YOUNG", "PERSON", "THE", "OF", "AND", "RECS", "RECOMMENDATIONS", "ACTION", "ACTIONS", "PLAN",
}  # fmt: skip


@dataclass(frozen=True)
class PlanChoice:
    """The plan that a review becomes: one that is there (`plan`), or a new one."""

    review: str
    plan: Plan | None = None
    code: str = ""
    title: str = ""
    kind: str = PlanKind.OTHER
    confidential: bool = False


@dataclass(frozen=True)
class Question:
    """A word for an agency that no agency of the group bears, with the rows that it stands in."""

    key: str
    words: str
    rows: int
    code: str = ""
    """Of an agency that is known by name and is none of the group: it can be added."""
    answer: str = ""


def review_of(row: Row) -> str:
    return row.review.strip() or NO_REVIEW


def with_plan(row: Row, codes: Collection[str]) -> Row:
    """A reference of the register, as SCR-K/3.2, says which plan the row is of, whatever sheet it stands in."""
    code, _, number = row.action_no.partition("/")
    return replace(row, review=code, action_no=number) if number and code in codes else row


def code_for(review: str, taken: Collection[str]) -> str:
    """“Serious Case Review: Child K” and “Child K SCR” become SCR-K, “Neglect audit 2016” NEGLECT-AUDIT-2016.

    A code that is taken gets a number.
    """
    name = review.upper()
    for long_form, short_form in _SHORT:
        name = re.sub(long_form, short_form, name)
    words = re.findall(r"[A-Z0-9]+", name)
    short = list(dict.fromkeys(word for word in words if word not in _SMALL)) or words or ["PLAN"]
    short.sort(key=lambda word: word not in _FIRST)
    code = "-".join(short)
    while len(code) > LONGEST_CODE and len(short) > 1:
        short = short[:-1]
        code = "-".join(short)
    code = code[:LONGEST_CODE].strip("-")
    number, free = 2, code
    while free in taken:
        end = f"-{number}"
        free, number = f"{code[: LONGEST_CODE - len(end)]}{end}", number + 1
    return free


def kind_of(review: str) -> str:
    return next(
        (kind for pattern, kind in _KINDS if re.search(pattern, review, re.IGNORECASE)), PlanKind.OTHER
    )


def plan_choices(
    reviews: Iterable[str],
    plans: Collection[Plan],
    answers: Mapping[str, Mapping[str, Any]],
    taken: Collection[str] = (),
) -> dict[str, PlanChoice]:
    """By review: what a person answered, else a plan of that name, else a new one. `taken` are codes that no new one gets."""
    by_code = {plan.code: plan for plan in plans}
    by_name = {
        plain(name): plan for plan in plans for name in (plan.source_reference, plan.code, plan.title) if name
    }
    taken = {*by_code, *taken}
    found: dict[str, PlanChoice] = {}
    for review in dict.fromkeys(reviews):
        answer = answers.get(review, {})
        alike = by_name.get(plain(review)) or by_code.get(code_for(review, ()))
        plan = by_code.get(answer.get("plan", "")) if answer else alike
        if plan:
            found[review] = PlanChoice(review, plan=plan, code=plan.code, title=plan.title, kind=plan.kind)
        else:
            code = str(answer.get("code") or code_for(review, taken))
            taken.add(code)
            found[review] = PlanChoice(
                review, code=code, title=str(answer.get("title") or review)[:200],
                kind=str(answer.get("kind") or kind_of(review)), confidential=bool(answer.get("confidential")),
            )  # fmt: skip
    return found


def agency_key(row: Row) -> str:
    """Under it an answer for a whole wording is kept."""
    return f"text:{plain(row.agency_text)}"


def questions(rows: Iterable[Row], words: AgencyWords, answers: Mapping[str, str]) -> list[Question]:
    """Each outsider and each wording that says no agency, once. A row without any word is asked about on its own."""
    outside: dict[str, int] = {}
    texts: dict[str, tuple[str, int]] = {}
    for row in rows:
        strangers = [code for code in (*row.agency_codes, *row.supporting_codes) if words.is_outside(code)]
        for code in strangers:
            outside[code] = outside.get(code, 0) + 1
        if has_doubt(row, "agency_codes") and not strangers and plain(row.agency_text):
            key = agency_key(row)
            texts[key] = row.agency_text, texts.get(key, ("", 0))[1] + 1
    found = [
        Question(f"code:{code}", words.name(code), number, code, answers.get(f"code:{code}", ""))
        for code, number in sorted(outside.items())
    ]
    return found + [
        Question(key, text, number, "", answers.get(key, "")) for key, (text, number) in sorted(texts.items())
    ]


def has_doubt(row: Row, field: str) -> bool:
    return any(remark.field == field and remark.weight != "note" for remark in row.remarks)
