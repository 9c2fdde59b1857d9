"""What a report says in each of its forms, as a reader or a program takes it: sentences, tables, plots, files, JSON, print."""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import lxml.html
import openpyxl
from django.test import Client
from django.urls import reverse

from tests import printing
from tests.reports.api_world import World

Row = dict[str, str]
Told = dict[str, str]
IN_PERCENT = ", in percent"
SHARE = re.compile(r"(\d+) of (\d+)")


def words(text: str) -> str:
    return " ".join(text.split())


def found(pattern: str, text: str) -> tuple[str, ...]:
    """The groups of a sentence."""
    match = re.search(pattern, text)
    assert match, (pattern, text)
    return match.groups()


class Page:
    """An HTML page, or the HTML of which a document is printed."""

    def __init__(self, html: str) -> None:
        self.tree = lxml.html.fromstring(html)

    @cached_property
    def sentences(self) -> str:
        """All its paragraphs and captions, on one line."""
        return words(" ".join(one.text_content() for one in self.tree.iter("p", "caption")))

    def found(self, pattern: str) -> tuple[str, ...]:
        return found(pattern, self.sentences)

    def table(self, caption: str, number: int = 0) -> list[Row]:
        """The rows of one of the tables of this caption, by the words of the head; the head of a row stands under “”."""
        there = [
            one
            for one in self.tree.iter("table")
            for title in one.findall("caption")
            if words(title.text_content()) == caption
        ]
        heads, lines = _cells(there[number])
        return [dict(zip(["", *heads[1:]], line, strict=False)) for line in lines]

    def first_table(self) -> list[Row]:
        """The rows of a list, by the words of its head."""
        heads, lines = _cells(next(self.tree.iter("table")))
        return [dict(zip(heads, line, strict=True)) for line in lines]

    def marks(self, place: str) -> list[str]:
        """All that is written in the picture below a heading, mark by mark."""
        (heading,) = self.tree.xpath(f"//*[@id='{place}']")
        return [words(one.text_content()) for one in heading.getparent().iter("text")]

    def bars(self, place: str) -> list[Any]:
        """The bars of the picture below a heading."""
        (heading,) = self.tree.xpath(f"//*[@id='{place}']")
        return heading.getparent().xpath(".//*[contains(@class, 'app-picture__bars')]/rect")

    def stat(self, label: str) -> str:
        (found,) = [
            one for one in self.tree.find_class("app-stat") if words(one.find_class("app-stat__label")[0].text_content()) == label
        ]  # fmt: skip
        return words(found.find_class("app-stat__figure")[0].text_content())


def _cells(table: Any) -> tuple[list[str], list[list[str]]]:
    heads = [words(cell.text_content()) for cell in table.find("thead").iter("th")]
    rows = table.find("tbody").iter("tr")
    return heads, [[words(cell.text_content()) for cell in row.iter("th", "td")] for row in rows]


@dataclass
class Reader:
    """Somebody who opens pages and files, and a program with a token."""

    world: World
    client: Client
    role: str

    def url(self, name: str, *args: Any, query: str = "") -> str:
        return reverse(name, args=[self.world.group.slug, *args]) + query

    def page(self, name: str, *args: Any, query: str = "") -> Page:
        answer = self.client.get(self.url(name, *args, query=query))
        assert answer.status_code == 200, answer
        return Page(answer.content.decode())

    def csv(self, address: str) -> list[Row]:
        text = self._file(address, "csv").decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text)))

    def xlsx(self, address: str) -> list[Row]:
        head, *rows = openpyxl.load_workbook(io.BytesIO(self._file(address, "xlsx"))).active.values
        return [
            {str(name): "" if cell is None else str(cell) for name, cell in zip(head, row, strict=True)}
            for row in rows
        ]

    def _file(self, address: str, kind: str) -> bytes:
        answer = self.client.get(f"{address}{'&' if '?' in address else '?'}format={kind}")
        assert "attachment" in answer["Content-Disposition"], address
        return answer.content

    def rows(self, resource: str, query: str = "?per_page=500") -> list[dict[str, Any]]:
        return self.world.rows(self.role, resource, query)

    def printed(self, address: str) -> str:
        return printing.words(printing.printed(self.client, address))


def share(text: str) -> str:
    """“2 of 3” of “2 of 3 = 66.7%” and of “66.7 % (2 of 3)”."""
    found = SHARE.search(text)
    return found[0] if found else text


def in_percent(told: Told) -> Told:
    """“66.7%” of each share, as a plot and a trend write it."""
    shares = {
        what: tuple(map(int, one.groups())) for what, text in told.items() if (one := SHARE.search(text))
    }
    return {f"{what}{IN_PERCENT}": f"{100 * kept / of:.1f}%" for what, (kept, of) in shares.items()}


def counted(rows: list[Any], what: str, of: Callable[[Any], str]) -> Told:
    """How many rows there are, and how many of each kind."""
    kinds = Counter(f"{what}: {of(row)}" for row in rows)
    return {what: str(len(rows)), **{kind: str(number) for kind, number in kinds.items()}}


def added(texts: list[str]) -> str:
    """The sum of shares, as a share."""
    found = [tuple(map(int, one.groups())) for text in texts if (one := SHARE.search(text))]
    return f"{sum(kept for kept, _ in found)} of {sum(of for _, of in found)}"


def numbers(marks: list[str]) -> list[int]:
    return [int(mark) for mark in marks if mark.isdecimal()]
