"""Tables that are lists on a narrow screen: each cell says which column it is of (static/css/app.css, `.app-stacks`)."""

import re
from html import unescape

_HEAD = re.compile(r"<thead\b.*?</thead>", re.DOTALL)
_BODY = re.compile(r"(<tbody\b[^>]*>)(.*?)(</tbody>)", re.DOTALL)
_ROW = re.compile(r"(<tr\b[^>]*>)(.*?)(</tr>)", re.DOTALL)
_CELL = re.compile(r"<(t[hd])\b([^>]*)>(.*?)</\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_SHOWS = re.compile(r"<(?:input|select|textarea|button|img|svg)\b")
NOTHING = {"", "–"}
LONG = 60
"""Characters from which what a cell says stands below the word of its column and not beside it."""


def stacked(table: str) -> str:
    """The table, wrapped; as it was where it has no head, or a head that spans columns."""
    head = _HEAD.search(table)
    if head is None or "colspan" in head[0]:
        return table
    names = [_words(cell[3]) for cell in _CELL.finditer(head[0])]
    labelled = _BODY.sub(
        lambda body: body[1] + _ROW.sub(lambda row: _row(row, names), body[2]) + body[3], table
    )
    return f'<div class="app-stacks">{labelled}</div>'


def _row(row: re.Match[str], names: list[str]) -> str:
    """A row whose cells are not those of the head stays as it is."""
    if len(_CELL.findall(row[2])) != len(names):
        return row[0]
    left = iter(names)
    return row[1] + _CELL.sub(lambda cell: _cell(cell, next(left)), row[2]) + row[3]


def _cell(cell: re.Match[str], name: str) -> str:
    if cell[1] == "th":
        return cell[0]
    words = _words(cell[3])
    more = f' data-label="{name}"'
    if words in NOTHING and not _SHOWS.search(cell[3]):
        more = ' data-empty=""'
    elif len(unescape(words)) > LONG:
        more += ' data-long=""'
    return f"<td{cell[2]}{more}><div>{cell[3]}</div></td>"


def _words(html: str) -> str:
    """What stands in it, still escaped."""
    return " ".join(_TAG.sub(" ", html).replace('"', "&quot;").split())
