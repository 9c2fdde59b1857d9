"""What is wrong with terms whose every key is right: parts that contradict one another."""

from collections.abc import Collection
from datetime import date

from subgroup.deadlines.calendar import WorkingCalendar
from subgroup.deadlines.quorum import AtLeastAgencies, AtLeastMembers, AtLeastOfCategory, KOf, RolePresent
from subgroup.deadlines.rules import Offset
from subgroup.terms.content import DEADLINE_DEFAULTS, ParsedTerms
from subgroup.terms.reader import Reader, either, meant

ENGLAND = WorkingCalendar()
A_WEEK = [date(2018, 10, day) for day in range(15, 22)]  # with no bank holiday for six weeks before it


def check_consistency(terms: ParsedTerms, reader: Reader) -> None:
    _check_dates(terms, reader)
    _check_deadlines(terms, reader)
    _check_posts(terms, reader)
    for index in range(len(terms.quorum.conditions)):
        _check_condition(terms, reader, index)


def _check_dates(terms: ParsedTerms, reader: Reader) -> None:
    if terms.next_review and terms.next_review <= terms.in_force_from:
        reader.wrong(("next_review",), "“next_review” must lie after “in_force_from”.")
    if not date(1990, 1, 1) <= terms.in_force_from <= date(2099, 12, 31):
        reader.wrong(("in_force_from",), "“in_force_from” must lie between 1990 and 2099.")


def _nearer(one: Offset, other: Offset) -> bool:
    """Whether one is nearer to the meeting than the other on whatever day of the week that is, in the same unit or not."""
    return all(one.from_(day, ENGLAND).date > other.from_(day, ENGLAND).date for day in A_WEEK)


def _check_deadlines(terms: ParsedTerms, reader: Reader) -> None:
    due = {**DEADLINE_DEFAULTS, **{key: deadline.due for key, deadline in terms.deadlines.items()}}
    if _nearer(due["items"], due["publish"]):
        reader.wrong(("deadlines", "items", "due"), "Items would close after the pack is to be published.")
    if "agenda_call" in terms.deadlines and _nearer(due["agenda_call"], due["items"]):
        reader.wrong(("deadlines", "agenda_call", "due"), "The call for items would go out after they close.")


def _check_posts(terms: ParsedTerms, reader: Reader) -> None:
    codes = [agency.code for agency in terms.agencies]
    for index, post in enumerate(terms.posts):
        if post.agency not in codes:
            where = ("posts", index, "agency")
            reader.wrong(where, f"“{post.agency}” is the code of no agency{meant(post.agency, codes)}.")
        if post.role in ("chair", "vice_chair") and post.role in {one.role for one in terms.posts[:index]}:
            reader.wrong(("posts", index, "role"), f"Another post above is “{post.role}” already.")
    roles = {post.role for post in terms.posts}
    for index, role in enumerate(terms.standing.chaired_by):
        if ("standing", "chaired_by") in reader.lines and role not in roles:
            reader.wrong(("standing", "chaired_by", index), f"No post has the role “{role}”.")


def _check_condition(terms: ParsedTerms, reader: Reader, index: int) -> None:
    condition = terms.quorum.conditions[index]
    where = ("quorum", "conditions", index, condition.kind)
    counting = [post for post in terms.posts if post.counts_for_quorum]
    agencies = {post.agency for post in counting}
    reason = None
    match condition:
        case RolePresent(roles):
            reason = _unknown(roles, {post.role for post in terms.posts}, "role of any post")
        case KOf(_, names):
            reason = _unknown(names, agencies | {post.key for post in counting}, "agency or post that counts")
        case AtLeastAgencies(number) if number > len(agencies):
            reason = f"{number} agencies are asked for, and posts of {len(agencies)} count for quorum."
        case AtLeastOfCategory(number, category):
            there = [post for post in counting if category in terms.categories(post)]
            if number > len(there):
                reason = (
                    f"{number} of “{category}” are asked for, and {len(there)} of the posts that count are."
                )
        case AtLeastMembers() if condition.need(len(counting)) > len(counting):
            reason = f"{condition.need(0)} members are asked for, and {len(counting)} posts count for quorum."
    if reason:
        reader.wrong(where, reason)


def _unknown(names: Collection[str], known: Collection[str], what: str) -> str | None:
    for name in names:
        if name not in known:
            return f"“{name}” is no {what}; there are {either(sorted(known))}."
    return None
