"""A row with its names resolved and a person's answers applied: what is still to be asked, and what is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from actionplans.importing.names import ADD, agency_key, has_doubt
from actionplans.trackers import AgencyWords, Remark, Row
from actionplans.trackers.records import UNCLEAR, WRONG

DUE, AGENCY, LIGHT, TEXT, OTHER = "due", "agency", "light", "text", "other"
_ASKED = {"due_suggested": DUE, "agency_codes": AGENCY, "rag": LIGHT, "action": TEXT}
_EXACT = {"date", "datetext"}


@dataclass(frozen=True)
class Settled:
    """`codes` are agencies of the group, the lead first. `asks` names what a person is still asked: due, agency, light, text, other."""

    row: Row
    codes: tuple[str, ...]
    officer: str
    due_as_written: str
    reasons: tuple[str, ...]
    notes: tuple[str, ...]
    asks: frozenset[str]
    wrong: bool
    left_out: bool


def settle(
    row: Row, answer: Mapping[str, Any], agencies: Mapping[str, str], words: AgencyWords, known: set[str]
) -> Settled:
    """`answer` is the row's own, `agencies` answers for wordings of the file; `known` are the codes of the group's agencies."""
    codes, open_agencies, notes = _resolve(row, answer, agencies, words, known)
    answered = bool(answer.get("ok"))
    asked = {remark: _ASKED.get(remark.field, OTHER) for remark in row.remarks if remark.weight != "note"}
    left = [
        remark
        for remark, what in asked.items()
        if (open_agencies if what == AGENCY else not _is_answered(what, remark, answer, answered))
    ]
    if open_agencies and not any(remark.field == "agency_codes" for remark in left):
        left.append(Remark("agency_codes", "No agency is written."))
    due = row.due_suggested
    if "due" in answer:
        due = date.fromisoformat(answer["due"]) if answer["due"] else None
    text = answer.get("text") or row.action
    settled = replace(row, due_suggested=due, action=text, rag=answer.get("light", row.rag))
    exact = row.timescale_kind in _EXACT and due == row.due_suggested
    return Settled(
        row=settled,
        codes=codes,
        officer=_officer(row, words),
        due_as_written="" if exact else row.timescale_as_written[:100],
        reasons=tuple(dict.fromkeys(remark.sentence for remark in left)),
        notes=(*row.notes, *notes),
        asks=frozenset(_ASKED.get(remark.field, OTHER) for remark in left),
        wrong=any(remark.weight == WRONG for remark in left),
        left_out=bool(answer.get("out")),
    )


def _is_answered(what: str, remark: Remark, answer: Mapping[str, Any], answered: bool) -> bool:
    """A wrong row is put right only by what was typed; an unclear one by saying that it is meant so."""
    if remark.weight == UNCLEAR:
        return answered
    return "due" in answer if what == DUE else bool(answer.get("text")) if what == TEXT else False


def _resolve(
    row: Row, answer: Mapping[str, Any], agencies: Mapping[str, str], words: AgencyWords, known: set[str]
) -> tuple[tuple[str, ...], bool, list[str]]:
    """The agencies of the group, whether the lead is still asked for, and notes."""
    notes: list[str] = []

    def inside(code: str) -> str:
        if not words.is_outside(code):
            return there(words.employer(code))
        chosen = agencies.get(f"code:{code}", "")
        return code if chosen == ADD else there(chosen)

    def there(code: str) -> str:
        """Nothing for an agency that the group has no more."""
        return code if code in known else ""

    lead = [inside(code) for code in row.agency_codes]
    supporting = [inside(code) for code in row.supporting_codes]
    strangers = [code for code in (*row.agency_codes, *row.supporting_codes) if words.is_outside(code)]
    unanswered = [code for code in strangers if not inside(code)]
    whole = there(agencies.get(agency_key(row), "")) if not strangers else ""
    own = there(str(answer.get("agency", "")))
    if own or whole:
        lead = [own or whole, *(lead if strangers else [])]
    doubts = has_doubt(row, "agency_codes")
    if own or whole or (answer.get("ok") and lead and lead[0]):
        open_question = False
    elif strangers:
        open_question = any(code in row.agency_codes for code in unanswered)
    else:
        open_question = doubts or not lead or not lead[0]
    if not open_question:
        dropped = [words.name(code) for code in unanswered]
        notes += [f"{name} is no agency of this group and is left out." for name in dropped]
    codes = tuple(dict.fromkeys(code for code in (*lead, *supporting) if code))
    return codes, open_question or not codes, notes


def _officer(row: Row, words: AgencyWords) -> str:
    """The post. A part of an agency that leads is named with it, so that nothing is lost."""
    named = any(remark.field == "lead_officer" for remark in row.remarks)
    officer = "" if named else " ".join(row.lead_officer.split())
    lead = row.agency_codes[0] if row.agency_codes else ""
    part = words.name(lead) if lead and words.employer(lead) not in ("", lead) else ""
    return ", ".join(filter(None, (part, officer)))[:200]
