"""What a return says, read from its figures alone: live ones for a draft, the frozen ones once it is sent."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.safestring import SafeString

from reports import changed
from reports.book import kept_sentence
from reports.carried.table import rows_of
from reports.carried.tables import NAMES
from reports.measures.definitions import MEASURES
from reports.models import Return, ReturnCorrection
from reports.plots.plot import data_url
from subgroup import pdf
from subgroup.errors import NotAllowed
from subgroup.files.storage import keep
from subgroup.models import StoredFile

Address = Callable[..., str]
VERDICTS = {True: ("Met", "green"), False: ("Not met", "red"), None: ("Not known yet", "grey")}


def no_address(*_: object, **__: object) -> str:
    """A sent return leads nowhere: the records behind it go on changing."""
    return ""


def for_page(
    figures: Mapping[str, Any],
    *,
    records: Address = no_address,
    breach: Address = no_address,
    exception: Address = no_address,
    risks: Address = no_address,
    rows: Address = no_address,
) -> dict:
    """The figures in the order and the words of the page and the PDF, with days as dates.

    `records("P3", agency="GMP")`, `breach(key)`, `exception(pk)`, `risks(light="red")`, `risks(pk)` and
    `rows("actions", "overdue", "SCR-K")` give the addresses of what a live figure counts.
    """
    year = figures["year"]
    exceptions = [_exception(row, exception) for row in figures.get("exceptions", ())]
    return {
        **{name: figures[name] for name in ("group", "board", "terms", "commentary", "approved_by")},
        "year": year["year"],
        "as_at": _day(year["as_at"]),
        "name": figures["meeting"]["name"],
        "day": _day(figures["meeting"]["day"]),
        "terms_from": _day(figures["terms_from"]),
        "terms_review": _day(figures["terms_review"]),
        "sent_on": _day(figures.get("sent_on")),
        "sent_by": figures.get("sent_by", ""),
        "correction": correction_of(figures),
        "measures": [
            {
                **measure,
                "key": key.partition("-")[0],
                "verdict": VERDICTS[measure["met"]][0],
                "colour": VERDICTS[measure["met"]][1],
                "url": records(key),
            }
            for key, measure in _in_order(year["measures"])
        ],
        "not_measurable": [{"key": key, "why": why} for key, why in year["not_measurable_yet"].items()],
        "objectives": [row | {"due_on": _day(row["due_on"])} for row in figures.get("objectives", ())],
        **_risks(figures.get("risks"), risks),
        **_written(figures),
        **_tables(figures, rows),
        "pictures": _pictures(figures.get("pictures", {}), records, rows),
        "breaches_kept": kept_sentence(figures.get("breaches_kept", 0)),
        "breaches": [
            {**row, "day": _day(row["day"]), "url": breach(row["key"])} for row in figures["breaches"]
        ],
        "has_exceptions": "exceptions"
        in figures,  # a return sent before there was the list says nothing of it
        "exceptions": [row for row in exceptions if not row["addressed_on"]],
        "addressed": [row for row in exceptions if row["addressed_on"]],
        "withdrawn": [{**row, "day": _day(row["day"])} for row in figures["withdrawn"]],
        "meetings": [_meeting(row, records) for row in year["meetings"] if row["status"] != "planned"],
        "to_come": [
            {"code": row["meeting"], "day": _day(row["date"])}
            for row in year["meetings"]
            if row["status"] == "planned"
        ],
        "submissions": [
            {
                **row,
                "url": records("A2", agency=row["agency"]),
                "on_time_url": records("A2", agency=row["agency"], kept="yes"),
                "late_url": records("A2", agency=row["agency"], kept="no"),
            }
            for row in year["submissions"]
            if row["submitted"] or row["agency"] == "ALL"
        ],
    }


def correction_of(figures: Mapping[str, Any]) -> dict[str, Any] | None:
    """Nothing in the return as it was first sent."""
    kept = figures.get("correction")
    return {**kept, "of": _day(kept["of"]), **changed.in_parts(kept["changes"])} if kept else None


def _written(figures: Mapping[str, Any]) -> dict[str, Any]:
    """What people wrote in it, and what they promised last time; a return sent before there was either says nothing of it."""
    promised, programme = figures.get("promised"), figures.get("programme")
    return {
        "comments": {
            section: {**one, "on": _day(one["on"]), "by": " and ".join(filter(None, one["by"]))}
            for section, one in figures.get("comments", {}).items()
        },
        "decisions": figures.get("decisions", ()),
        "promised": promised
        and {
            **promised,
            "sent_on": _day(promised["sent_on"]),
            "decisions": [{"earlier": "", **one} for one in promised["decisions"]],
            "said": [{**one, "day": _day(one["day"])} for one in promised["said"]],
            "actions": [_with_days(one, "due_on", "ended_on") for one in promised["actions"]],
        },
        "programme": programme
        and {
            **programme,
            "agreed_on": _day(programme["agreed_on"]),
            "items": [_with_days(one, "due_on", "done_on") for one in programme["items"]],
        },
    }


def _in_order(measures: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """PostgreSQL keeps no order of what is frozen."""
    places = {key: place for place, key in enumerate(MEASURES)}
    return sorted(measures.items(), key=lambda pair: places.get(pair[0], len(places)))


def _pictures(kept: Mapping[str, Any], records: Address, rows: Address) -> dict[str, list[dict[str, Any]]]:
    """By section, each as it was drawn, with what opens the records that it counts."""
    opens: dict[str, Callable[[], str]] = {
        "attendance": lambda: records("attendance"),
        "papers": lambda: records("A2"),
        "minutes": lambda: records("P10"),
        "lights": lambda: rows("actions", "open"),
    }
    return {
        section: [
            {
                **one,
                "picture": {"svg": SafeString(one["svg"])},
                "data_url": data_url(one["svg"]),
                "url": opens[one["key"]]() if one["key"] in opens else "",
            }
            for one in drawn
        ]
        for section, drawn in kept.items()
    }


def _with_days(row: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {**row, **{name: _day(row[name]) for name in names}}


def _tables(figures: Mapping[str, Any], address: Address) -> dict[str, Any]:
    """Those that count rows, and since when what moved is counted."""
    found = {
        "since": _day(figures.get("since")),
        "since_return": figures.get("since_return", False),
        "has_tables": "since" in figures,
    }
    for name in NAMES:
        data = figures.get(name)
        found[f"{name}_table"] = _table(name, data, address) if data else None
    return found


def _table(name: str, data: Mapping[str, Any], address: Address) -> dict[str, Any]:
    """A line for each, and one for all of them where there is more than one."""
    lines = [(line["key"], line["label"]) for line in data["lines"]]
    lines += [("", "All")] if len(lines) > 1 else []
    return {
        "head": [one["label"] for one in data["figures"]],
        "number_head": [f"{one['label']}|number" for one in data["figures"]],
        "lines": [
            {
                "label": label,
                "cells": [
                    {"count": count, "url": address(name, one["key"], of) if count else ""}
                    for one in data["figures"]
                    for count in [len(rows_of(data, one["key"], of))]
                ],
            }
            for of, label in lines
        ],
    }


RISK_DAYS = ("due_on", "red_since", "addressed_on", "reported_on", "closed_on")


def _risks(rows: list[Mapping[str, Any]] | None, address: Address) -> dict[str, Any]:
    """The register; a return sent before there was one says nothing of it."""
    shown = [
        {
            **row,
            **{name: _day(row[name]) for name in RISK_DAYS},
            "done": [{**one, "day": _day(one["day"])} for one in row["done"]],
            "url": address(row["pk"]),
        }
        for row in rows or ()
    ]
    open_ones = [row for row in shown if not row["closed_on"]]
    return {
        "has_risks": rows is not None,
        "risks": open_ones,
        "risks_closed": [row for row in shown if row["closed_on"]],
        "risks_url": address(),
        "risks_red": sum(row["colour"] == "red" for row in open_ones),
        "risks_red_url": address(light="red"),
    }


def _exception(row: Mapping[str, Any], address: Address) -> dict[str, Any]:
    return {
        **row,
        "began_on": _day(row["began_on"]),
        "addressed_on": _day(row["addressed_on"]),
        "done": [{**one, "day": _day(one["day"])} for one in row["done"]],
        "url": address(row["pk"]),
    }


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _meeting(row: Mapping[str, Any], records: Address) -> dict[str, Any]:
    code = row["meeting"]
    return {
        **row,
        "code": code,
        "day": _day(row["date"]),
        "published": _day(row["published"]),
        "circulated": _day(row["minutes_circulated"]),
        "minutes_due": _day(row["minutes_due"]),
        "held": row["status"] == "held",
        "cancelled": row["status"] == "cancelled",
        "postponed": row["status"] == "postponed",
        "taken": row["P4_number"] is not None,
        "letters": len(row["P6_letters_due"]),
        "agencies_url": records("agencies", meeting=code),
        "apologies_url": records("attendance", meeting=code, presence="A"),
        "absent_url": records("attendance", meeting=code, presence="N"),
        "letters_url": records("letters", meeting=code),
    }


TEMPLATE = "reports/pdf/return.html"


def printed(figures: Mapping[str, Any], *, draft: bool) -> dict[str, Any]:
    """What the printed document's template is given; the preview of a draft is the same document."""
    page = for_page(figures)
    version = f", version {page['correction']['number']}" if page["correction"] else ""
    return {
        "said": page,
        "draft": draft,
        "title": f"Return to the Coordination and Delivery Group, {page['day']:%-d %B %Y}{version}",
        "reference": f"{page['group']}, return {page['name']}{version}",
        "marking": "OFFICIAL-SENSITIVE",
    }


LOST_AFTER = timedelta(minutes=3)
"""After so long a document that a task was to make is made by whoever asks for it."""


def is_being_made(version: Return | ReturnCorrection, *, at: datetime) -> bool:
    sent = version.sent_at
    return sent is not None and version.pdf_id is None and at < sent + LOST_AFTER


def render(version: Return | ReturnCorrection) -> StoredFile:
    """The PDF of a sent return or of a correction, from its frozen figures. It is stored and never made again.

    Nothing is locked while it is made; of two that make it at once, the first is kept. Raises NotAllowed for a draft.
    """
    version.refresh_from_db()
    if version.pdf:
        return version.pdf
    is_draft = isinstance(version, Return) and version.state != Return.State.SENT
    if is_draft or version.figures is None or version.sent_at is None:
        raise NotAllowed("There is a PDF once the return is sent. Until then there is a preview.")
    context = printed(version.figures, draft=False)
    made = pdf.render(TEMPLATE, context, title=context["title"])
    return _keep(version, context["title"], made, at=version.sent_at)


@transaction.atomic
def _keep(version: Return | ReturnCorrection, title: str, data: bytes, *, at: datetime) -> StoredFile:
    if isinstance(version, Return):
        version.refresh_from_db(from_queryset=Return.objects.select_for_update(of=("self",)))
    else:
        version.refresh_from_db(from_queryset=ReturnCorrection.objects.select_for_update(of=("self",)))
    if version.pdf:
        return version.pdf
    version.pdf = keep(group=version.group, name=f"{title}.pdf", kind="pdf", data=data, at=at)
    version.save(update_fields=["pdf"])
    return version.pdf
