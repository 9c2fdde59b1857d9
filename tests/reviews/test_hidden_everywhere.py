"""A restricted case is not there for whoever is not named: no page, list, count, search, export, mail, feed or history tells of it."""

import difflib
import io
import re
import zipfile
from datetime import date, time, timedelta

import pikepdf
import pytest
from django.conf import settings as django_settings
from django.db.models import AutoField
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from meetings.models import Meeting
from meetings.services import feeds
from members.enums import Role
from members.roles import MATRIX
from reviews.models import Case
from reviews.services import restricting
from subgroup import breaches, changes, clock, daily
from subgroup.clock import moment
from subgroup.lists import ListPage
from subgroup.models import Message
from subgroup.written import Written
from tests import factories, settled
from tests.reviews import canary
from tests.test_access import NOW, QUERIES, ROUTES, is_open, routes, sample

pytestmark = pytest.mark.either

UNNAMED = (
    Role.CHAIR, Role.BUSINESS_SUPPORT, Role.BUSINESS_MANAGER, Role.MEMBER, Role.AUDITOR, Role.ADMINISTRATOR,
    Role.INDEPENDENT_CHAIR, Role.AGENCY_LEAD, Role.CDG_READER, Role.LIQA_READER,
)  # fmt: skip
"""Every other role holds no more than one of these."""
ALSO = {
    Role.BUSINESS_SUPPORT: Role.CHAIR,
    Role.BUSINESS_MANAGER: Role.CHAIR,
    Role.INDEPENDENT_CHAIR: Role.AUDITOR,
    Role.CDG_READER: Role.AUDITOR,
    Role.LIQA_READER: Role.AUDITOR,
}
"""Of these only what opens to them and not to the other role is walked, and what is the case's own."""
WORDS = [canary.WORD, canary.REFERENCE, "Telling Ofsted", "restricted"]


def test_every_role_holds_no_more_than_one_that_is_walked():
    for role, held in MATRIX.items():
        if role not in (*UNNAMED, Role.VICE_CHAIR):
            assert any(held <= MATRIX[other] for other in (*UNNAMED, Role.CHAIR)), role


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker, tmp_path_factory):
    """A small year, and a person for each role."""
    files = tmp_path_factory.mktemp("files")
    with django_db_blocker.unblock(), settled.small_year(files, at=NOW) as group:
        people = {
            role: factories.person_with(group, role.value, at=NOW) for role in (*UNNAMED, Role.VICE_CHAIR)
        }
        yield group, people, files


@pytest.fixture
def world(stage, db, settings):
    group, people, settings.FILES_DIR = stage
    with clock.frozen(NOW):
        yield group, people


@pytest.fixture(autouse=True)
def _what_is_written_once_answers_what_its_queryset_does(monkeypatch):
    ask = Written.__call__

    def compared(self, *args, **kwargs):
        found, plainly = ask(self, *args, **kwargs), list(self.build(*args, **kwargs))
        assert found == plainly or not (plainly or any(map(any, found))), (
            self.__name__
        )  # figures of nothing are 0
        return found

    monkeypatch.setattr(Written, "__call__", compared)


def client_of(person) -> Client:
    client = Client()
    client.force_login(person, backend=django_settings.AUTHENTICATION_BACKENDS[0])
    return client


def held_meeting(group) -> Meeting:
    return Meeting.objects.get(group=group, number=1)


def addresses(group, permissions: frozenset[str], *, of_the_case: bool, but: frozenset[str] = frozenset()):
    """Each address that the role may open, of a thing that was there before and of the things of the case; lists as files too."""
    for name, route, callback in routes():
        if is_open(name) or not route.startswith("g/") or not permissions & set(ROUTES[name]):
            continue
        before = sample(name, route, group)
        own = {key: canary.N for key in before if key in ("pk", "item", "line", "document")}
        if of_the_case and own:
            yield name, reverse(name, kwargs=before | {"pk": canary.N} if "pk" in before else before | own)
            if name.startswith("actionplans:") and "pk" in before:
                yield name, reverse(name, kwargs=before | {"pk": canary.N + 1})
            if set(own) - {"pk"}:
                yield name, reverse(name, kwargs=before | {key: canary.N for key in own if key != "pk"})
        if but & set(ROUTES[name]):
            continue
        url = reverse(name, kwargs=before) + QUERIES.get(name, "")
        yield name, url
        if issubclass(callback.view_class, ListPage):
            joined = "&" if "?" in url else "?"
            yield name, f"{url}{joined}format=csv"
            if "decide_cases" in permissions:
                yield name, f"{url}{joined}format=xlsx"
            yield name, f"{url}{joined}q={canary.WORD}&per_page=100"
    for month in ("2017-04", "2017-05"):
        if "view_meetings" in permissions:
            yield "meetings:calendar", reverse("meetings:calendar", args=[group.slug]) + f"?month={month}"
    if "search" in ROUTES:
        for word in WORDS:
            yield "search", reverse("search", args=[group.slug]) + f"?q={word}"
    if "view_changes" in permissions - but and of_the_case:
        for model in changes.logged_models():
            label = model._meta.label_lower
            for pk in model._base_manager.filter(pk__in=_pks(model)).values_list("pk", flat=True):
                yield "changes:of", reverse("changes:of", args=[group.slug, label, pk])
        yield (
            "changes:of",
            reverse("changes:of", args=[group.slug, "meetings.meeting", held_meeting(group).pk]),
        )


def _pks(model) -> list:
    return [canary.N, canary.N + 1] if isinstance(model._meta.pk, AutoField) else []


def text_of(answer) -> str:
    """All that can be read of an answer: of a PDF its bookmarks, of a workbook its cells, of a zip its names."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body[:4] == b"%PDF":
        return _bookmarks(body)
    if body[:2] == b"PK":
        names = " ".join(zipfile.ZipFile(io.BytesIO(body)).namelist())
        if "xl/workbook.xml" not in names:
            return names
        sheets = load_workbook(io.BytesIO(body)).worksheets
        return "\n".join(str(cell.value) for sheet in sheets for row in sheet.iter_rows() for cell in row)
    return body.decode("utf-8", "replace") + str(answer.headers)


def _bookmarks(body: bytes) -> str:
    with pikepdf.open(io.BytesIO(body)) as pdf, pdf.open_outline() as outline:
        found: list[str] = [str(pdf.docinfo)]
        queue = list(outline.root)
        while queue:
            one = queue.pop()
            found.append(one.title)
            queue += one.children
    return "\n".join(found)


def without_what_was_typed(text: str) -> str:
    """What was searched for stands in the box, in the sentence above the list and in addresses of the page itself."""
    text = re.sub(rf'value="(?:{canary.WORD}|{canary.REFERENCE})"', "", text)
    text = re.sub(rf"“(?:{canary.WORD}|{canary.REFERENCE})”", "", text)
    return re.sub(rf"[?&](?:amp;)?(?:q|text|name)={canary.WORD}", "", text)


def walk(group, person, permissions, *, but: frozenset[str] = frozenset()) -> tuple[list[str], int]:
    """The addresses that tell this person of the case, and how many opened."""
    client, told, opened = client_of(person), [], 0
    for name, url in addresses(group, permissions, of_the_case=True, but=but):
        answer = client.get(url)
        assert answer.status_code in (200, 302, 400, 403, 404, 405, 409), f"{url}: {answer.status_code}"
        opened += answer.status_code == 200
        if said := canary.TELLS.search(text := without_what_was_typed(text_of(answer))):
            told.append(f"{name} {url}: {text[said.start() - 80 : said.end() + 40]}")
        if name.startswith("reviews:") and f"/cases/{canary.N}/" in url:
            no_such = client.get(url.replace(str(canary.N), str(canary.N + 999)))
            assert answer.status_code in (404, 405, no_such.status_code), f"{url}: {answer.status_code}"
            assert answer.status_code != 200, url
    return told, opened


def feed_of(person) -> str:
    token = feeds.renew(person=person, at=NOW)
    return Client().get(reverse("feed:calendar", args=[token])).content.decode()


@pytest.fixture
def restricted(world):
    """The vice chair restricted it; the chair is not named."""
    group, people = world
    by = people[Role.VICE_CHAIR]
    case = canary.make(group, by, canary.MADE)
    canary.put_on_agenda(case, held_meeting(group), by, canary.MADE)
    restricting.restrict(case=case, people=[], because=f"{canary.WORD} reason", by=by, at=canary.MADE)
    for day in range(3):
        on = date(2017, 6, 1) + timedelta(days=day)
        daily.run(today=on, at=moment(on, time(6)))
    return case


def test_S1_no_page_of_any_role_that_is_not_named_tells_of_a_restricted_case(world, restricted):
    group, people = world
    for role in UNNAMED:
        but = MATRIX[ALSO[role]] if role in ALSO else frozenset()
        told, opened = walk(group, people[role], MATRIX[role], but=but)
        assert told == [], role
        assert opened > 2, role


def test_S1_each_address_of_it_is_404_for_who_opens_no_case_and_so_is_its_history(world, restricted):
    group, people = world
    every = frozenset().union(*MATRIX.values())
    for role in (Role.ADMINISTRATOR, Role.AUDITOR):
        client, looked_at = client_of(people[role]), 0
        for _, url in addresses(group, every - {"view_changes"}, of_the_case=True):
            if f"/{canary.N}/" in url and re.search(r"/cases/(?!deaths/|clocks/)", url):
                assert client.get(url).status_code in (404, 405), f"{role} {url}"
                looked_at += 1
        assert looked_at > 60, role
    for role in (Role.CHAIR, Role.BUSINESS_SUPPORT, Role.BUSINESS_MANAGER, Role.AUDITOR):
        for kind in ("case", "panel", "review", "chairdecision", "outcome", "referral"):
            history = reverse("changes:of", args=[group.slug, f"reviews.{kind}", canary.N])
            assert client_of(people[role]).get(history).status_code == 404, f"{role} {history}"


def test_S1_no_post_of_who_is_not_named_reaches_it(world, restricted):
    group, people = world
    before = Case.objects.values().get(pk=canary.N)
    said = {"because": "x", "reason": "x", "text": "x", "until": "2018-01-01", "answer": "x"}
    for role in (Role.CHAIR, Role.BUSINESS_SUPPORT):
        client = client_of(people[role])
        for name, url in addresses(group, MATRIX[role], of_the_case=True):
            if name.startswith("reviews:") and f"/{canary.N}/" in url and "/deaths/" not in url:
                assert client.post(url, said).status_code in (404, 405), url
    assert Case.objects.values().get(pk=canary.N) == before


def test_S1_no_mail_and_no_feed_of_who_is_not_named_tells_of_it_and_the_named_are_told_instead(
    world, restricted
):
    people = world[1]
    named = people[Role.VICE_CHAIR]
    for mail in Message.objects.exclude(recipient=named):
        assert not canary.TELLS.search(mail.subject + mail.text + mail.html), mail
    digests = Message.objects.filter(recipient=named, kind="digest")
    assert any(f"{canary.WORD}word" in mail.text for mail in digests), "owed by the chair, who is not named"
    for role in UNNAMED:
        assert not canary.TELLS.search(feed_of(people[role])), role


def test_S1_who_is_named_sees_it(world, restricted):
    group, people = world
    client = client_of(people[Role.VICE_CHAIR])
    assert canary.REFERENCE in text_of(client.get(f"{reverse('mail:list', args=[group.slug])}?state=failed"))

    def says(name: str, *args) -> bool:
        return bool(canary.TELLS.search(text_of(client.get(reverse(name, args=[group.slug, *args])))))

    meeting = held_meeting(group)
    for name, *args in [
        ("reviews:list",), ("reviews:case", canary.N), ("reviews:chronology", canary.N), ("reviews:openings",),
        ("deadline:detail", canary.N), ("mail:detail", canary.N), ("reports:breaches",), ("meetings:item", canary.N),
        ("meetings:decisions",), ("meetings:pack", meeting.pk), ("meetings:papers",), ("meetings:minutes", meeting.pk),
        ("actionplans:detail", canary.N), ("actionplans:detail", canary.N + 1), ("actionplans:plan", canary.N),
        ("actionplans:list",), ("actionplans:plans",), ("actionplans:challenge", canary.N), ("actionplans:exceptions",),
        ("actionplans:exception", canary.N), ("actionplans:owed", canary.N),
        ("actionplans:plan_picture", canary.N), ("changes:of", "actionplans.plan", canary.N), ("changes:of", "reviews.case", canary.N),
    ]:  # fmt: skip
        assert says(name, *args), name
    assert (
        f"Case {canary.WORD}word"
        in client.get(f"{reverse('search', args=[group.slug])}?q={canary.WORD}").content.decode()
    )


def test_S1_whom_the_chair_shut_out_finds_nothing_of_a_case_that_is_open_to_others(world):
    group, people = world
    chair, shut = people[Role.CHAIR], (Role.BUSINESS_MANAGER, Role.MEMBER)
    case = canary.make(group, chair, canary.MADE)
    canary.put_on_agenda(case, held_meeting(group), chair, canary.MADE)
    for role in shut:
        restricting.shut_out(case=case, person=people[role], because="A relative", by=chair, at=canary.MADE)
    for role, but in zip(shut, (frozenset(), MATRIX[shut[0]]), strict=True):
        told, opened = walk(group, people[role], MATRIX[role], but=but)
        assert told == [], role
        assert but or opened > 20, role
        assert not canary.TELLS.search(feed_of(people[role]))
    assert (
        client_of(people[Role.BUSINESS_SUPPORT])
        .get(reverse("reviews:case", args=[group.slug, case.pk]))
        .status_code
        == 200
    )


SAYS_A_NUMBER = {
    "reviews:openings": "that somebody opened a restricted case, and when: not which",
    "reports:breaches": "how many breaches are about cases open to named people only",
    "reports:return": "the same, in a draft and in the return",
}
"""What changes for who is not named when a restricted case is there: docs/decisions/0010-restricted-cases.md."""
OPENED = re.compile(
    r'<section class="app-section" aria-label="Who opened this case">.*?</section>', re.DOTALL
)
"""Grows with every walk."""
VOLATILE = re.compile(
    r'name="(?:csrfmiddlewaretoken|token|seen|page)" value="[^"]*"|data-csrf="[^"]*"|[0-9a-f]{32}'
    r"|'Content-Length': '\d+'"
)


def pages(group, people) -> dict[tuple[str, str], str]:
    found = {}
    for role in (Role.CHAIR, Role.AUDITOR):
        client = client_of(people[role])
        for name, url in addresses(group, MATRIX[role], of_the_case=False):
            if name not in SAYS_A_NUMBER and not name.endswith(("_file", "_pdf", "zip", "supplement")):
                answer = client.get(url)
                found[role, url] = f"{answer.status_code} {VOLATILE.sub('', OPENED.sub('', text_of(answer)))}"
    return found


def test_S1_the_pages_of_others_are_the_same_byte_for_byte_with_and_without_a_restricted_case(world):
    group, people = world
    canary.make_death(group, people[Role.VICE_CHAIR], canary.MADE)
    breaches.record(group, on=date(2017, 5, 20), at=canary.MADE)
    before = pages(group, people)
    case = canary.make(group, people[Role.VICE_CHAIR], canary.MADE)
    restricting.restrict(case=case, people=[], because="x", by=people[Role.VICE_CHAIR], at=canary.MADE)
    after = pages(group, people)
    assert after.keys() == before.keys()
    differ = [key for key in before if before[key] != after[key]]
    assert differ == [], [_difference(before[key], after[key]) for key in differ[:5]]


def _difference(one: str, other: str) -> str:
    lines = difflib.unified_diff(one.splitlines(), other.splitlines(), lineterm="", n=0)
    return "\n".join(list(lines)[:12])
