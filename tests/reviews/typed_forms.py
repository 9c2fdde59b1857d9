"""Every form that pages of the application show, with what somebody could type into it. For the walk of the leak guard."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

import lxml.html
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import Resolver404, resolve

from tests.reviews.papers import pdf_saying

PARTS_OF_A_DAY = ("_day", "_month", "_year")


@dataclass
class Shown:
    """A form of a page: where it is sent, what stands in it, and which of its fields take words or a file."""

    name: str
    """Of the route that it is sent to."""
    url: str
    said: dict[str, Any] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    @property
    def key(self) -> tuple[str, ...]:
        return self.name, *sorted(one.lstrip("a0123456789-") for one in (*self.words, *self.files))

    def saying(self, surname: str) -> dict[str, Any]:
        """What a browser would send if the surname stood in each field at once."""
        sent = self.said | {name: f"{self.said.get(name, '')} {surname}".strip() for name in self.words}
        return sent | {name: _file(surname, is_list="import" in self.url) for name in self.files}


def _file(surname: str, *, is_list: bool) -> SimpleUploadedFile:
    if is_list:
        return SimpleUploadedFile("list.csv", f"Reference,Area\nCDOP-1,{surname}\n".encode())
    return SimpleUploadedFile("Report.pdf", pdf_saying(f"The {surname} family is known."))


def forms_of(page: bytes, url: str) -> Iterator[Shown]:
    """Those that change something; what only asks, as a filter does, keeps nothing."""
    for form in lxml.html.fromstring(page).iter("form"):
        if form.get("method", "get").lower() == "post":
            where = urljoin(url, form.get("action") or url)
            try:
                shown = Shown(resolve(urlsplit(where).path).view_name, where)
            except Resolver404:
                shown = Shown(f"no route: {where}", where)
            for one in form.iter("input", "textarea", "select"):
                _take(shown, one)
            yield shown


def _take(shown: Shown, one: Any) -> None:
    name, kind = one.get("name"), one.get("type", "text")
    if not name or kind in ("submit", "button") or one.get("disabled") is not None:
        return
    if one.tag == "select":
        chosen = [
            option.get("value", "") for option in one.iter("option") if option.get("selected") is not None
        ]
        offered = [value for option in one.iter("option") if (value := option.get("value"))]
        shown.said[name] = chosen[0] if chosen else next(iter(offered), "")
    elif one.tag == "textarea":
        shown.said[name] = one.text or ""
        shown.words.append(name)
    elif kind == "file":
        shown.files.append(name)
    elif kind in ("radio", "checkbox"):
        if one.get("checked") is not None or (kind == "radio" and name not in shown.said):
            shown.said[name] = one.get("value", "on")
    else:
        shown.said[name] = one.get("value", "")
        if kind == "text" and one.get("inputmode") != "numeric" and not name.endswith(PARTS_OF_A_DAY):
            shown.words.append(name)


def asked_about(page: bytes) -> dict[str, str]:
    """Field → what stands beside it as wrong."""
    tree = lxml.html.fromstring(page)
    return {
        (error.get("id") or "").removeprefix("id_").removesuffix("-error"): error.text_content()
        for error in tree.iter("p", "span", "div")
        if "govuk-error-message" in (error.get("class") or "")
    }


def send(client: Client, shown: Shown, surname: str) -> Any:
    return client.post(shown.url, shown.saying(surname))
