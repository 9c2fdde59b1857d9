"""The shell: what it shows to whom, account and error pages in it, and that no crown and no GDS font are shipped."""

import re
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.contrib.messages import error, success
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core import mail
from django.http import HttpRequest
from django.shortcuts import render
from django.template.loader import get_template
from django.test import Client, RequestFactory
from django.urls import reverse

from subgroup import clock
from subgroup.context import PLACES, shell
from subgroup.templatetags import ui
from tests import factories


def asked(rf: RequestFactory, *permissions: str) -> HttpRequest:
    request = rf.get("/")
    request.group = SimpleNamespace(slug="salford", name="Case Review & Audit")
    request.permissions = frozenset(permissions)
    request.user = SimpleNamespace(is_authenticated=True, name="Jane Roe")
    return request


def test_navigation_shows_only_what_the_person_may_open(rf: RequestFactory) -> None:
    every = shell(asked(rf, *set().union(*(rights for _, _, rights in PLACES))))["navigation"]
    assert [
        entry.label for entry in shell(asked(rf, "view_group"))["navigation"] if entry.label != "Home"
    ] == [entry.label for entry in every if entry.label == "The group"]
    assert all(entry.url.startswith("/g/salford/") for entry in every)


def test_a_stranger_and_a_person_without_a_group_see_no_navigation(rf: RequestFactory) -> None:
    request = rf.get("/")
    assert shell(request)["navigation"] == []
    request.user = SimpleNamespace(is_authenticated=True, name="Jane Roe")
    assert shell(request)["navigation"] == []


def test_the_shell_asks_the_database_nothing(rf: RequestFactory) -> None:
    render(asked(rf, "view_group"), "base.html", {"title": "x"})  # no `db` fixture: a query would raise


def test_the_group_is_named_and_its_name_is_text(rf: RequestFactory) -> None:
    html = render(asked(rf), "base.html", {"title": "<Agenda>"}).content.decode()
    assert "<title>&lt;Agenda&gt; – Case Review &amp; Audit</title>" in html


@pytest.mark.parametrize("is_demo", [True, False])
def test_only_the_demo_says_it_is_one(rf: RequestFactory, settings, is_demo: bool) -> None:
    settings.DEMO = is_demo
    html = render(asked(rf), "base.html", {"title": "x"}).content.decode()
    assert ("Invented people and cases." in html) is is_demo


@pytest.mark.parametrize(
    ("send", "role", "word"), [(success, "alert", "Success"), (error, "alert", "Not done")]
)
def test_messages_are_read_out(rf: RequestFactory, send, role: str, word: str) -> None:
    request = asked(rf)
    request.session = {}
    request._messages = FallbackStorage(request)
    send(request, "Your item <b>has</b> been sent.")
    html = render(request, "base.html", {"title": "x"}).content.decode()
    assert f'role="{role}"' in html
    assert word in html
    assert "Your item &lt;b&gt;has&lt;/b&gt; been sent." in html


def test_a_confirm_page_says_what_will_happen_and_to_whom(rf: RequestFactory) -> None:
    context = {
        "title": "Publish?", "happens": ["The pack is frozen."], "told": ["Jane Roe", "Sam Poe"], "button": "Publish",
        "cancel_url": "/back/",
    }  # fmt: skip
    html = render(asked(rf), "shapes/confirm.html", context).content.decode()
    words = " ".join(re.sub(r"<[^>]+>", " ", html).split())
    assert (
        "What will happen The pack is frozen. Who will be told 2 people get a mail: Jane Roe Sam Poe" in words
    )
    assert (
        "Nobody is sent a mail"
        in render(asked(rf), "shapes/confirm.html", {**context, "told": []}).content.decode()
    )


def test_a_new_password_is_asked_for_by_mail_in_our_words(db, client: Client) -> None:
    factories.make_person("Jane Roe", email="jane@example.org", password="three plain words")
    known = client.post(reverse("account_reset_password"), {"email": "jane@example.org"})
    unknown = client.post(reverse("account_reset_password"), {"email": "nobody@example.org"})
    assert known.url == unknown.url
    to_jane, to_nobody = mail.outbox
    assert to_jane.subject == "Choose a new password"
    assert "example.com" not in to_jane.body + to_nobody.body
    assert "There is no account for this address." in to_nobody.body
    page = client.get(re.search(r"http\S+", to_jane.body)[0], follow=True)
    assert "New password again" in page.content.decode()
    done = client.post(
        page.request["PATH_INFO"],
        {"password1": "four quite plain words", "password2": "four quite plain words"},
        follow=True,
    )
    assert "Your password is changed" in done.content.decode()
    assert client.login(email="jane@example.org", password="four quite plain words")


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("account_login", "Sign in"),
        ("account_reset_password", "Choose a new password"),
        ("account_reset_password_done", "Look in your mail"),
        ("account_reset_password_from_key_done", "Your password is changed"),
        ("account_inactive", "This account has ended"),
    ],
)
def test_account_pages_stand_in_the_shell(db, client: Client, name: str, heading: str) -> None:
    html = client.get(reverse(name)).content.decode()
    assert re.search(rf'<h1 class="govuk-heading-l">{heading}</h1>', html)
    assert "govuk-skip-link" in html


def test_error_pages_say_what_to_do_and_show_no_detail(rf: RequestFactory) -> None:
    for name, words in [
        ("404.html", "Page not found"),
        ("400.html", "Nothing was changed"),
        ("403_csrf.html", "send it again"),
    ]:
        assert words in render(rf.get("/"), name, {"exception": "no SubGroup matches"}).content.decode()
    html = render(rf.get("/"), "404.html", {"exception": "no SubGroup matches"}).content.decode()
    assert "no SubGroup" not in html
    refused = render(rf.get("/"), "403.html", {"exception": "Only the chair may <do> this."}).content.decode()
    assert "Only the chair may &lt;do&gt; this." in refused


def test_templates_hold_no_inline_script_style_or_handler() -> None:
    for path in (settings.BASE_DIR / "templates").rglob("*.html"):
        if {"pdf", "packs", "mail"} & set(path.relative_to(settings.BASE_DIR).parts):
            continue  # made into a PDF or a mail, never a page
        text = path.read_text()
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|javascript:", text), path


def test_every_template_compiles_and_names_only_tags_that_exist() -> None:
    folder = settings.BASE_DIR / "templates"
    for path in folder.rglob("*.*"):
        get_template(str(path.relative_to(folder)))


def test_no_crown_and_no_gds_font_are_shipped() -> None:
    vendor = settings.BASE_DIR / "static" / "vendor"
    if not vendor.exists():
        pytest.skip("static/vendor is not built: bin/build-static")
    css = "".join(path.read_text() for path in vendor.glob("*.css"))
    assert "GDS Transport" not in css
    assert "@font-face" not in css
    assert "url(" not in css
    assert {path.suffix for path in vendor.iterdir() if path.is_file()} == {".css", ".js"}
    assert all(path.name.startswith("source-sans-3") for path in (vendor / "fonts").iterdir())


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "today"), (1, "tomorrow"), (-1, "yesterday"), (9, "in 9 days"), (-3, "3 days ago")],
)
def test_days_are_told_from_the_london_today(now, days: int, words: str) -> None:
    day = clock.today().fromordinal(clock.today().toordinal() + days)
    assert ui.days_from_today(day) == words


def test_days_are_told_in_the_group_s_working_days(group, now) -> None:
    today = clock.today()  # Wednesday 1 March 2017
    assert ui.days_from_today(today.replace(day=9), group) == "in 6 working days"
    assert ui.days_from_today(today.replace(day=3), group) == "in 2 working days"
    assert ui.days_from_today(today.replace(month=2, day=24), group) == "3 working days ago"


def test_dates_times_and_sizes_are_written_as_people_say_them() -> None:
    from datetime import date, datetime, time
    from zoneinfo import ZoneInfo

    late = datetime(2017, 7, 4, 23, 20, tzinfo=ZoneInfo("UTC"))
    assert ui.longdate(date(2018, 1, 25)) == "Thursday 25 January 2018"
    assert ui.longdate(late) == "Wednesday 5 July 2017"
    assert ui.shortdate(late) == "5 Jul 2017"
    assert (ui.time(late), ui.time(time(9, 30)), ui.time(time(0)), ui.time(None)) == (
        "00:20",
        "09:30",
        "00:00",
        "",
    )
    assert ui.when(late) == "Wednesday 5 July 2017 at 00:20"
    sizes = [ui.filesize(n) for n in (0, 1, 999, 1000, 340_000, 999_600, 1_234_567)]
    assert sizes == ["0 bytes", "1 byte", "999 bytes", "1 KB", "340 KB", "1.0 MB", "1.2 MB"]
