"""The figures of a benchmark as a table for people."""

from collections.abc import Iterator
from typing import Any


def lines(found: dict[str, Any]) -> Iterator[str]:
    yield f"{found['database']}, Python {found['python']}, {found['cores']} cores, gunicorn 2 workers x 4 threads"
    for part in found["pages"]:
        yield from _pages(part)
    yield from _register(found["register"])
    yield from _pack(found["pack"])
    yield from _work(found["work"])
    yield from _daily(found["daily_run"])
    missed = [aim for aim in found["aims"] if not aim["met"]]
    yield ""
    yield f"{len(found['aims']) - len(missed)} of {len(found['aims'])} aims met"
    for aim in missed:
        yield f"  not met: {aim['what']}: {aim['value']:.1f} {aim['unit']}, the aim is under {aim['under']}"


def _pages(part: dict[str, Any]) -> Iterator[str]:
    years = part["years"]
    yield ""
    yield (
        f"{years} year{'s' if years > 1 else ''} of data: {part['meetings']:,} meetings, "
        f"{part['ledger_rows']:,} ledger rows, {part['messages']:,} mails"
    )
    yield from _table(part)
    if "return" in part:
        yield _document("a return", part["return"])
    if "annual_report" in part:
        yield _document("an annual report", part["annual_report"])
    if "binder" in part:
        yield from _binder(part["binder"])


def _table(part: dict[str, Any]) -> Iterator[str]:
    yield f"  {'':32}{'alone':>9}{'times':>7}{'a second':>10}{'times':>7}{'processor':>11}{'times':>7}{'queries':>9}  aim"
    empty = part["empty"]
    yield (
        f"  {'empty page':32}{empty['ms']:>6.1f} ms{'':7}{empty['per_second']:>10.0f}{'':7}"
        f"{empty['processor_ms']:>8.1f} ms{'':7}{empty['queries']:>9}"
    )
    for one in part["measured"]:
        yield (
            f"  {one['page']:32}{one['ms']:>6.1f} ms{one['times_empty']:>7.1f}{one['per_second']:>10.0f}"
            f"{one['times_empty_at_four']:>7.1f}{one['processor_ms']:>8.1f} ms{one['processor_times_empty']:>7.1f}"
            f"{one['queries']:>9}{_aim(one)}"
        )


def _aim(one: dict[str, Any]) -> str:
    return f"  under {one['under']}: {_met(one['times_empty'] < one['under'])}" if one["under"] else ""


def _document(what: str, one: dict[str, float]) -> str:
    times = one["pdf_seconds"] / one["alone_seconds"]
    what += f" of {one['pages']:.0f} pages" if "pages" in one else ""
    return (
        f"  {what}: its figures frozen in {one['figures_seconds']:.2f} s; as PDF {one['pdf_seconds']:.2f} s, "
        f"{times:.2f} times WeasyPrint alone"
    )


def _register(register: dict[str, Any]) -> Iterator[str]:
    for part in register["parts"]:
        yield ""
        yield f"{part['actions']:,} actions with {part['updates']:,} updates; the theme has {part['csv_rows']:,}"
        yield from _table(part)
    for page, times in register["growth"].items():
        yield f"  {page}: {times:.2f} times as long as in the smaller register"
    exports = register["exports"]
    for kind in ("csv", "xlsx"):
        one = exports[kind]
        yield f"all actions as {kind}: {one['seconds']:.1f} s, {one['mb']:.1f} MB  under 10 s: {_met(one['seconds'] < 10)}"
    yield f"the most memory of a worker: {exports['peak_mb']:.0f} MB  under 300 MB: {_met(exports['peak_mb'] < 300)}"


def _pack(pack: dict[str, Any]) -> Iterator[str]:
    yield ""
    for how, what in (("made", "pack as published"), ("joined", "the same papers only joined")):
        one = pack[how]
        aim = (
            f"  under 3 s and 300 MB: {_met(one['seconds'] < 3 and one['peak_mb'] < 300)}"
            if how == "made"
            else ""
        )
        yield (
            f"{what}: {one['pages']} pages, {one['seconds']:.2f} s, again {one['seconds_again']:.2f} s, "
            f"{one['peak_mb']:.0f} MB{aim}"
        )


def _binder(binder: dict[str, float]) -> Iterator[str]:
    yield f"  a binder of its last year, {binder['documents']:.0f} documents, {binder['pages']:.0f} pages:"
    for shape, what in (("pdf", "one PDF"), ("zip", "a zip")):
        seconds, alone = binder[f"{shape}_seconds"], binder[f"{shape}_alone_seconds"]
        yield (
            f"    {what} {seconds:.1f} s, {alone:.1f} s of it WeasyPrint alone: {seconds / alone:.2f} times; "
            f"under 60 s: {_met(seconds < 60)}"
        )


def _work(work: list[dict[str, Any]]) -> Iterator[str]:
    yield ""
    for one in work:
        yield f"{one['what']}: {one['seconds']:.2f} s  under {one['under']} s: {_met(one['seconds'] < one['under'])}"


def _daily(run: dict[str, Any]) -> Iterator[str]:
    yield ""
    yield f"daily run of a quiet day, 9 meetings to come: {run['quiet_ms']:.0f} ms, {run['quiet_queries']} queries"
    yield (
        f"daily run, {run['open_rows']:,} open ledger rows: {run['first_seconds']:.1f} s, "
        f"the day after {run['next_day_seconds']:.1f} s  under 20 s: {_met(run['first_seconds'] < 20)}"
    )


def _met(is_met: bool) -> str:
    return "met" if is_met else "not met"
