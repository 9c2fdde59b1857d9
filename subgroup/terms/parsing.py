"""From the text of a file of terms (TOML) to its content. docs/terms-of-reference.md describes every key."""

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from subgroup.deadlines.arithmetic import Unit
from subgroup.deadlines.frequency import WEEKDAYS, Frequency
from subgroup.deadlines.rules import ON_THE_DAY, Offset
from subgroup.terms.cases import read_cases
from subgroup.terms.checks import check_consistency
from subgroup.terms.conditions import MINUTE_TAKER, read_condition
from subgroup.terms.content import (
    DEADLINE_DIRECTIONS,
    IF_NO_CHAIR,
    IF_NOT_QUORATE,
    POST_ROLES,
    PURPOSES,
    REQUIRED_DEADLINES,
    Accountability,
    AgencyTerms,
    Compacts,
    DeadlineTerms,
    GroupTerms,
    MeetingTerms,
    ParsedTerms,
    PostTerms,
    QuorumTerms,
    Standing,
    StandingItem,
    share,
)
from subgroup.terms.escalation import read_escalation
from subgroup.terms.lights import read_lights
from subgroup.terms.lines import key_lines
from subgroup.terms.reader import Problem, Reader, Table, TermsError
from subgroup.terms.risks import read_risks

MEASURES = tuple(f"P{number}" for number in range(1, 12))
WHERE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
CODE = re.compile(r"[A-Z][A-Z0-9]{1,19}")
OFFSET = re.compile(r"([0-9]{1,3}) (?:(working|calendar|clear) days?|(week|month)s?) (before|after)")
DAYS_OF_MONTH = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def parse(text: str) -> ParsedTerms:
    """Raises TermsError with every problem found, each with its line."""
    data, reader = read_toml(text)
    return _read(reader, data, text)


def read_toml(text: str) -> tuple[Mapping[str, Any], Reader]:
    """What the text says, and a reader that knows its lines. Raises TermsError where it is not TOML."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        where = WHERE.search(str(error))
        line = int(where[1]) if where and where[1] else text.count("\n") + 1
        raise TermsError([Problem(line, f"this is not TOML: {WHERE.sub('', str(error))}.")]) from None
    return data, Reader(key_lines(text))


def read_stored(data: Mapping[str, Any]) -> ParsedTerms:
    """The content from what to_json() made."""
    return _read(Reader({}, stored=True), data, "")


def _read(reader: Reader, data: Mapping[str, Any], source: str) -> ParsedTerms:
    top = Table(reader, (), data)
    parts: dict[str, Any] = {
        "version": top.text("version", longest=40),
        "in_force_from": top.day("in_force_from"),
        "last_review": top.text("last_review", ""),
        "next_review": top.day("next_review", required=False),
        "functions": top.texts("functions", required=False),
        "objectives": top.texts("objectives", required=False),
        "group": _group(top),
        "accountability": _accountability(top),
        "meetings": _meetings(top),
        "deadlines": _deadlines(top),
        "quorum": _quorum(top),
        "standing": _standing(top),
        "compacts": _compacts(top),
        "reporting_year_starts": _reporting_year(top),
        "targets": _targets(top),
        "agencies": _agencies(top),
        "posts": _posts(top),
        "standing_items": _standing_items(top),
        "lights": read_lights(top),
        "risks": read_risks(top),
        "escalation": read_escalation(top),
        "cases": read_cases(top),
    }
    top.finish()
    if not reader.problems:
        content = ParsedTerms(**parts, source=source)
        check_consistency(content, reader)
    if reader.problems:
        raise TermsError(reader.problems)
    return content


def _group(top: Table) -> GroupTerms | None:
    table = top.table("group")
    if table is None:
        return None
    group = GroupTerms(
        name=table.text("name", longest=200),
        slug=table.text("slug", longest=40),
        board=table.text("board", longest=200),
        responsible_for=table.texts("responsible_for", required=False),
        accountable_to=table.text("accountable_to", ""),
    )
    if group.slug and not SLUG.fullmatch(group.slug):
        table.wrong("slug", "“slug” may hold small letters, figures and single hyphens between them only.")
    table.finish()
    return group


def _accountability(top: Table) -> tuple[Accountability, ...]:
    found = []
    for table in top.tables("accountability", required=False):
        found.append(Accountability(table.text("who"), table.text("to")))
        table.finish()
    return tuple(found)


def _meetings(top: Table) -> MeetingTerms | None:
    table = top.table("meetings")
    if table is None:
        return None
    frequency = table.read("frequency", Frequency.parse)
    weekday = table.choice("weekday", WEEKDAYS, "")
    clause = table.text("clause", "")
    table.finish()
    if frequency is None:
        return None
    return MeetingTerms(frequency, WEEKDAYS.index(weekday) if weekday else None, clause)


def parse_offset(text: str) -> Offset:
    """Reads "10 working days before", "7 clear days before", "1 month after", "on the day"."""
    words = " ".join(text.lower().split())
    if words == "on the day":
        return ON_THE_DAY
    found = OFFSET.fullmatch(words)
    if found is None or found[1].strip("0") == "":
        raise ValueError(
            f"“{text}” is no offset: write “10 working days before”, “14 calendar days after”, “7 clear days "
            "before”, “2 weeks before”, “1 month after” or “on the day”."
        )
    return Offset(
        int(found[1]), Unit(found[2] or f"{found[3]}s"), "before" if found[4] == "before" else "after"
    )


def _deadlines(top: Table) -> dict[str, DeadlineTerms]:
    outer = top.table("deadlines")
    if outer is None:
        return {}
    found = {}
    for key in DEADLINE_DIRECTIONS:
        table = outer.table(key, required=key in REQUIRED_DEADLINES)
        if table is not None and (terms := _deadline(table, key)):
            found[key] = terms
    outer.finish()
    return found


def _deadline(table: Table, key: str) -> DeadlineTerms | None:
    due = table.read("due", parse_offset)
    clause = table.text("clause", "")
    reminders = table.wholes("reminders", -60, 60)
    escalate = None
    if table.data.get("escalate") is not None:
        escalate = tuple(_escalation(one) for one in table.tables("escalate"))
    table.known["escalate"] = None
    table.finish()
    directions = DEADLINE_DIRECTIONS[key]
    if due and due.direction not in directions:
        allowed = " or ".join("on the day" if one == "on" else one for one in directions)
        table.wrong("due", f"“{key}” is “{due.text}”; it must be {allowed}.")
    return DeadlineTerms(due, clause, reminders, escalate) if due else None


def _escalation(table: Table) -> tuple[int, str]:
    after = table.whole("after", 0, 60)
    to = _role(table.choice("to", (*POST_ROLES, MINUTE_TAKER)))
    table.finish()
    return after, to


def _quorum(top: Table) -> QuorumTerms | None:
    table = top.table("quorum")
    if table is None:
        return None
    conditions = [read_condition(one) for one in table.tables("conditions")]
    if table.data.get("conditions") == []:
        table.wrong("conditions", "[quorum] needs at least one condition.")
    quorum = QuorumTerms(
        conditions=tuple(filter(None, conditions)),
        chair_may_declare=table.flag("chair_may_declare", default=False),
        if_not_quorate=table.choice("if_not_quorate", IF_NOT_QUORATE, IF_NOT_QUORATE[0]),
        clause=table.text("clause", ""),
    )
    table.finish()
    return quorum


def _standing(top: Table) -> Standing:
    table = top.table("standing", required=False) or Table(top.reader, ("standing",), {})
    chaired_by = table.texts("chaired_by", required=False) or ("chair", "vice_chair")
    for index, role in enumerate(chaired_by):
        if role not in POST_ROLES and role != MINUTE_TAKER:
            where = (*table.path, "chaired_by", index)
            table.reader.wrong(where, f"“{role}” is no role; roles are {', '.join(POST_ROLES)}.")
    standing = Standing(
        chaired_by=tuple(map(_role, chaired_by)),
        if_no_chair=table.choice("if_no_chair", IF_NO_CHAIR, IF_NO_CHAIR[0]),
        deputies_count_for_quorum=table.flag("deputies_count_for_quorum", default=True),
        deputy_breaks_run_of_apologies=table.flag("deputy_breaks_run_of_apologies", default=True),
        letter_after_apologies=table.whole("letter_after_apologies", 2, 12, default=2),
    )
    table.finish()
    return standing


def _compacts(top: Table) -> Compacts:
    table = top.table("compacts", required=False) or Table(top.reader, ("compacts",), {})
    compacts = Compacts(
        required_for_membership=table.flag("required_for_membership", default=True),
        required_for_quorum=table.flag("required_for_quorum", default=False),
    )
    table.finish()
    return compacts


def _reporting_year(top: Table) -> tuple[int, int]:
    table = top.table("reporting_year", required=False) or Table(top.reader, ("reporting_year",), {})
    month = table.whole("month", 1, 12, default=4)
    day = table.whole("day", 1, DAYS_OF_MONTH[month - 1], default=1)
    table.finish()
    return month, day


def _targets(top: Table) -> dict[str, str]:
    table = top.table("targets", required=False)
    if table is None:
        return {}
    found = {}
    for measure in MEASURES:
        if text := table.read(measure, share, ""):
            found[measure] = text
    table.finish()
    return found


def _agencies(top: Table) -> tuple[AgencyTerms, ...]:
    found: list[AgencyTerms] = []
    for table in top.tables("agencies"):
        code = table.text("code")
        if code and not CODE.fullmatch(code):
            table.wrong("code", f"“{code}” is no code: two to twenty capital letters and figures.")
        if re.fullmatch(r"S\d\d", code):
            table.wrong("code", f"“{code}” is how a post is named; choose another code.")
        if code in {agency.code for agency in found}:
            table.wrong("code", f"“{code}” is the code of another agency above.")
        name, category = table.text("name", longest=200), table.text("category", "", longest=40)
        found.append(AgencyTerms(code, name, category))
        table.finish()
    return tuple(found)


def _posts(top: Table) -> tuple[PostTerms, ...]:
    found: list[PostTerms] = []
    for table in top.tables("posts"):
        post = PostTerms(
            number=table.whole("number", 1, 99),
            title=table.text("title", longest=200),
            agency=table.text("agency"),
            role=_role(table.choice("role", (*POST_ROLES, MINUTE_TAKER), "member")),
            counts_for_quorum=table.flag("counts_for_quorum", default=True),
            category=table.text("category", "", longest=40),
        )
        if post.number in {other.number for other in found} and table.data.get("number") == post.number:
            table.wrong("number", f"{post.number} is the number of another post above.")
        found.append(post)
        table.finish()
    return tuple(found)


def _standing_items(top: Table) -> tuple[StandingItem, ...]:
    found = []
    for table in top.tables("standing_items", required=False):
        title = table.text("title", longest=200)
        purpose = table.choice("purpose", PURPOSES, "information")
        minutes = table.whole("minutes", 1, 480, default=5)
        found.append(
            StandingItem(title, purpose, minutes, table.choice("position", ("start", "end"), "start"))
        )
        table.finish()
    return tuple(found)


def _role(word: str) -> str:
    return MINUTE_TAKER if word == "minutes" else word
