"""From the text of a file of guidance (TOML) to its content. docs/regimes.md describes every key."""

import re
from collections.abc import Collection, Iterator
from datetime import date

from members.enums import Role
from reviews.enums import Addressee, DateKind, LetterKind, OutcomeKind, Question
from reviews.regimes.content import FOUND, MEMORY, Clock, Criteria, Limb, Regime
from subgroup.deadlines.rules import Offset, Rule
from subgroup.terms.parsing import parse_offset, read_toml
from subgroup.terms.reader import Table, TermsError, either, meant

KEY = re.compile(r"[a-z][a-z0-9_]{1,39}")
UNLESS = ("not_notifiable",)
OWNERS = (Role.CHAIR, Role.BUSINESS_SUPPORT, Role.BUSINESS_MANAGER, Role.INDEPENDENT_CHAIR)


class RegimeError(TermsError):
    """A file of guidance that cannot be used, with all that is wrong in it, line by line."""


def parse(text: str) -> Regime:
    """Raises RegimeError with every problem found, each with its line."""
    try:
        data, reader = read_toml(text)
    except TermsError as error:
        raise RegimeError(error.problems) from None
    regime = _read(Table(reader, (), data))
    if reader.problems:
        raise RegimeError(reader.problems)
    return regime


def _read(top: Table) -> Regime:
    recipients = _recipients(top)
    outcomes = _words(top, "outcomes", OutcomeKind.values)
    questions = {criteria.key: criteria for criteria in _questions(top)}
    regime = Regime(
        key=_key(top, "key"),
        name=top.text("name", longest=80),
        in_force_from=top.day("in_force_from") or date.max,
        recipients=recipients,
        letters=_letters(top, recipients),
        clocks={clock.key: clock for clock in _clocks(top, questions.get(Question.NOTIFIABLE))},
        questions=questions,
        outcomes=outcomes,
        statutory_reviews=_words(top, "statutory_reviews", outcomes),
        begins=_begins(top),
        note=top.text("note", ""),
    )
    top.finish()
    return regime


def _key(table: Table, name: str) -> str:
    key = table.text(name)
    if key and not KEY.fullmatch(key):
        table.wrong(
            name, f"“{name}” is “{key}”; it must be small letters, figures and underscores, 40 at most."
        )
    return key


def _words(table: Table, name: str, known: Collection[str], required: bool = True) -> tuple[str, ...]:
    """A list whose words are all known."""
    found = table.texts(name, required)
    for index, word in enumerate(found):
        if word not in known:
            path = (*table.path, name, index)
            table.reader.wrong(
                path, f"“{name}” holds “{word}”{meant(word, known)}; it may hold {either([*known])}."
            )
    return found


def _recipients(top: Table) -> dict[str, str]:
    table = top.table("recipients")
    if table is None:
        return {}
    found = {key: name for key in Addressee.values if (name := table.text(key, "", longest=120))}
    table.finish()
    if not found:
        table.wrong(None, "[recipients] names nobody who is told.")
    return found


def _letters(top: Table, recipients: Collection[str]) -> dict[str, tuple[str, ...]]:
    table = top.table("letters")
    if table is None:
        return {}
    found = {kind: _words(table, kind, recipients, required=False) for kind in LetterKind.values}
    table.finish()
    return {kind: bodies for kind, bodies in found.items() if bodies}


def _begins(top: Table) -> dict[str, date]:
    found = {}
    for table in top.tables("begins", required=False):
        board, day = table.text("board", longest=200), table.day("from")
        table.text("source", "")
        table.finish()
        if board in found:
            table.wrong("board", f"“{board}” is given twice.")
        if day:
            found[board] = day
    return found


def _basis(table: Table) -> tuple[str, str]:
    return table.choice("basis", (FOUND, MEMORY)), table.text("source", "", longest=300)


def _clocks(top: Table, notifiable: Criteria | None) -> Iterator[Clock]:
    seen: set[str] = set()
    for table in top.tables("clocks"):
        clock = _clock(table, [limb.key for limb in notifiable.limbs] if notifiable else [])
        if clock is None:
            continue
        if clock.key in seen:
            table.wrong("key", f"The clock “{clock.key}” is given twice.")
        seen.add(clock.key)
        yield clock


def _clock(table: Table, limbs: Collection[str]) -> Clock | None:
    key, due = _key(table, "key"), table.read("due", parse_offset)
    normally, lapses = table.flag("normally", False), table.flag("lapses", False)
    starts = _words(table, "starts", DateKind.values)
    until = table.choice("until", DateKind.values, "")
    letter = table.choice("letter", LetterKind.values, "")
    rule = _rule(table, key, due, breach=not (normally or lapses), lapses=lapses)
    basis, source = _basis(table)
    done, never_relaxed = table.text("done", longest=40), table.flag("never_relaxed", False)
    unless, for_review = table.choice("unless", UNLESS, ""), table.flag("for_review", False)
    only_for = table.choice("only_for", limbs, "")
    table.finish()
    if [bool(until), bool(letter), lapses].count(True) != 1:
        table.wrong(
            None, f"“{key}” needs exactly one of “until”, “letter” and “lapses = true”: what stops it."
        )
    if due is None or rule is None:
        return None
    return Clock(
        key,
        rule,
        done,
        due,
        starts,
        until,
        letter,
        normally=normally,
        never_relaxed=never_relaxed,
        unless=unless,
        only_for=only_for,
        for_review=for_review,
        basis=basis,
        source=source,
    )


def _rule(table: Table, key: str, due: Offset | None, *, breach: bool, lapses: bool) -> Rule | None:
    """What the ledger knows of a clock, under every regime that has it."""
    sentence = table.text("sentence", longest=300)
    if (sentence and sentence.count("{due}") != 1) or set("{}") & set(sentence.replace("{due}", "")):
        table.wrong(
            "sentence", "“sentence” must hold {due} once, where the day is to stand, and no other braces."
        )
    steps = []
    for one in table.tables("escalate", required=False):
        steps.append((one.whole("after", 0, 60), one.choice("to", OWNERS)))
        one.finish()
    clause, title = table.text("clause", longest=20), table.text("title", longest=100)
    owner, reminders = table.choice("owner", OWNERS), table.wholes("reminders", -60, 60) or ()
    if due is None:
        return None
    return Rule(key, clause, title, due, owner, sentence, reminders, tuple(steps), breach, lapses)


def _questions(top: Table) -> Iterator[Criteria]:
    seen: set[str] = set()
    for table in top.tables("questions"):
        key = table.choice("key", Question.values)
        if key in seen:
            table.wrong("key", f"The question “{key}” is given twice.")
        seen.add(key)
        basis, source = _basis(table)
        limbs = tuple(_limbs(table))
        criteria = Criteria(
            key,
            table.text("title", longest=200),
            table.text("help", ""),
            limbs,
            discretion=table.flag("discretion", False),
            basis=basis,
            source=source,
        )
        table.finish()
        yield criteria
    for missing in sorted(set(Question.values) - seen):
        top.wrong(None, f'The question “{missing}” is missing: [[questions]] with key = "{missing}".')


def _limbs(table: Table) -> Iterator[Limb]:
    seen: dict[str, Limb] = {}
    for one in table.tables("limbs"):
        limb = Limb(
            _key(one, "key"),
            one.text("number", longest=20),
            one.text("title", longest=300),
            one.text("help", ""),
            always=one.flag("always", False),
            only_with=one.text("only_with", ""),
            presumed=one.flag("presumed", False),
        )
        one.finish()
        if limb.key in seen:
            one.wrong("key", f"The limb “{limb.key}” is given twice.")
        if limb.only_with and limb.only_with not in seen:
            one.wrong(
                "only_with",
                f"“only_with” is “{limb.only_with}”{meant(limb.only_with, seen)}; it must be a limb above it.",
            )
        if limb.presumed and not limb.only_with:
            one.wrong("presumed", "A limb is presumed once another is met: name that one in “only_with”.")
        seen[limb.key] = limb
        yield limb
