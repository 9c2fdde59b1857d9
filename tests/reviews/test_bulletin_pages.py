"""F11: the pages of bulletins, inside and outside sign-in: nothing of a draft can be reached, and what was sent is for everybody."""

import xml.etree.ElementTree as ET
from datetime import date, time
from time import monotonic

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members.models import Agency
from reviews.models import Bulletin, PassedOn, Subscriber
from reviews.services import bulletins, learning, subscribers
from subgroup import clock, delivery, printing
from subgroup.clock import moment
from subgroup.models import Deadline, Printout
from tests import factories
from tests.reviews.access.learning import draft
from tests.reviews.test_hidden_everywhere import client_of

AT = moment(date(2017, 5, 2), time(10))
ATOM = "{http://www.w3.org/2005/Atom}"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _then():
    with clock.frozen(AT):
        yield


@pytest.fixture
def bulletin(group, support, chair):
    point = learning.agree(point=draft(group, "Ask who lives there", by=support, at=AT), by=chair, at=AT)
    links = "Guidance on visits https://www.example.org/visits"
    made = bulletins.start(group=group, title="One thing", opening="Hello.", links=links, by=support, at=AT)
    return bulletins.choose(bulletin=made, points=[point], version=1, by=support, at=AT)


def public(bulletin) -> list[str]:
    slug = bulletin.group.slug
    of = [slug, bulletin.year, bulletin.number]
    return [
        reverse("bulletins:list", args=[slug]),
        reverse("bulletins:page", args=of),
        reverse("bulletins:pdf", args=of),
        reverse("bulletins:feed", args=[slug]),
    ]


def read(url: str) -> tuple[int, str]:
    answer = Client().get(url)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    answer.close()
    return answer.status_code, body.decode("latin-1") if body[:4] == b"%PDF" else body.decode()


def test_F11_nothing_of_a_draft_is_reached_without_signing_in_and_what_was_sent_is(
    group, support, chair, bulletin
):
    listed, page, pdf, feed = public(bulletin)
    for step in ("draft", "approved"):
        assert "One thing" not in read(listed)[1] + read(feed)[1], step
        assert (read(page)[0], read(pdf)[0]) == (404, 404), step
        if step == "draft":
            bulletins.approve(bulletin=bulletin, by=chair, at=AT)
            printing.make(bulletin.printout_id, at=AT)
    bulletins.send(bulletin=bulletin, by=support, at=AT)
    assert "One thing" in read(listed)[1]
    words = read(page)[1]
    assert "Ask who lives there" in words
    assert "noindex" not in words
    assert read(pdf)[1].startswith("%PDF")
    entry = ET.fromstring(read(feed)[1]).find(f"{ATOM}entry")
    assert entry.find(f"{ATOM}title").text == "Bulletin 1/2017-18: One thing"
    assert page in entry.find(f"{ATOM}link").get("href")
    bulletins.withdraw(bulletin=bulletin, because="It was wrong.", by=chair, at=AT)
    status, words = read(page)
    assert status == 200
    assert "It was wrong." in words
    assert "Ask who lives there" not in words
    assert Client().get(pdf).headers["Location"] == page, "a link that was kept leads to why"
    assert "One thing" not in read(listed)[1] + read(feed)[1]


def test_F11_of_a_withdrawn_one_a_member_reads_why_and_no_more(group, support, chair, bulletin):
    bulletins.approve(bulletin=bulletin, by=chair, at=AT)
    assert bulletins.approve(bulletin=bulletin, by=chair, at=AT).approved_at == AT, "a double press"
    bulletins.send(bulletin=bulletin, by=support, at=AT)
    bulletins.withdraw(bulletin=bulletin, because="It was wrong.", by=chair, at=AT)
    member, writer = client_of(factories.holder(group, "S09")), client_of(support)
    of = [group.slug, bulletin.pk]
    read_by = [one.get(reverse("learning:bulletin", args=of)).content.decode() for one in (member, writer)]
    assert ["It was wrong." in one for one in read_by] == [True, True]
    assert ["Ask who lives there" in one for one in read_by] == [False, True]
    for name in ("bulletin_preview", "bulletin_pdf"):
        assert member.get(reverse(f"learning:{name}", args=of)).status_code == 404


def test_R3_a_pdf_that_failed_says_so_and_is_tried_again_when_somebody_asks(group, support, chair, bulletin):
    bulletins.approve(bulletin=bulletin, by=chair, at=AT)
    Printout.objects.filter(pk=bulletin.printout_id).update(failed_at=AT)
    client = client_of(support)
    page = client.get(reverse("learning:bulletin", args=[group.slug, bulletin.pk])).content.decode()
    assert "The PDF could not be made" in page
    client.get(reverse("learning:bulletin_pdf", args=[group.slug, bulletin.pk]))
    assert Printout.objects.get(pk=bulletin.printout_id).failed_at is None


def test_F11_the_preview_is_the_page_that_everybody_reads(group, support, chair, bulletin):
    def body(text: str) -> str:
        return text.partition("app-learning")[2].partition("</main>")[0]

    preview = client_of(support).get(reverse("learning:bulletin_preview", args=[group.slug, bulletin.pk]))
    bulletins.approve(bulletin=bulletin, by=chair, at=AT)
    bulletins.send(bulletin=bulletin, by=support, at=AT)
    assert body(preview.content.decode()) == body(read(public(bulletin)[1])[1]) != ""


def test_F11_from_the_home_page_to_the_mail_by_pressing_buttons(group, support, chair):
    def press(client, name: str, *args, **said):
        answer = client.post(reverse(f"learning:{name}", args=[group.slug, *args]), said)
        assert answer.status_code == 302, answer.content.decode()

    def home(client) -> str:
        return client.get(reverse("group_home", args=[group.slug])).content.decode()

    of_support, of_chair = client_of(support), client_of(chair)
    press(
        of_support, "point_new", title="Ask who lives there", what="Nobody asked.", practice="Ask.", source="death",
        theme="Neglect",
    )  # fmt: skip
    assert "Agree the learning point “Ask who lives there”" in home(of_chair)
    press(of_chair, "point_agree", 1, seen="1.0")
    press(
        of_support,
        "bulletin_new",
        title="One thing",
        opening="Hello.",
        links="Visits https://www.example.org/v",
    )
    press(of_support, "bulletin_points", 1, points=["1"], version="1")
    press(of_support, "bulletin_put", 1)
    assert "Approve bulletin 1/2017-18" in home(of_chair)
    word = bulletins.word_of(Bulletin.objects.get())
    press(of_chair, "bulletin_approve", 1, seen=f"{word}.0")
    assert "Send bulletin 1/2017-18" in home(of_support)
    asked = of_support.get(reverse("learning:bulletin_send", args=[group.slug, 1])).content.decode()
    assert "Publish and send" in asked
    for _ in range(2):
        press(of_support, "bulletin_send", 1)
    delivery.deliver_due(AT, limit=1000)
    assert len({one.to[0] for one in mail.outbox}) == len(mail.outbox) > 5


@pytest.mark.parametrize(
    "link",
    ["http://example.org", "javascript:alert(1)", "https://[::1", "https://www.example.org@example.net/"],
)
def test_F11_a_link_that_is_no_https_address_is_refused_beside_the_field(group, support, link):
    answer = client_of(support).post(
        reverse("learning:bulletin_new", args=[group.slug]), {"title": "One thing", "links": f"Visits {link}"}
    )
    assert answer.status_code == 422
    assert "begins with https://" in answer.content.decode()
    assert not Bulletin.objects.exists()


def test_F11_a_title_of_several_lines_is_one_line_that_can_be_the_subject_of_a_mail(group, support):
    typed = {"title": "Three\u2028things\r\nBcc: x@example.org\u202e", "opening": "Hello\u202e.\r\nAll."}
    client_of(support).post(reverse("learning:bulletin_new", args=[group.slug]), typed)
    made = Bulletin.objects.get()
    assert (made.title, made.opening) == ("Three things Bcc: x@example.org", "Hello.\nAll.")


def test_F11_a_line_that_never_ends_is_refused_at_once(group, support):
    began = monotonic()
    answer = client_of(support).post(
        reverse("learning:readers_add", args=[group.slug]), {"lines": "@" * 20_000 + "<"}
    )
    assert "line 1 holds no e-mail address" in answer.content.decode()
    assert monotonic() - began < 5, "it took minutes"


def test_F11_many_addresses_are_pasted_at_once_and_a_wrong_line_is_named(group, support):
    client, url = client_of(support), reverse("learning:readers_add", args=[group.slug])
    srft = Agency.objects.get(group=group, code="SRFT")
    lines = "Jo Example, jo@example.org\nSam Example <sam@example.org>\n\nann@example.org, GMP\n"
    answer = client.post(url, {"agency": srft.pk, "lines": lines + "no address\nx@example.org, NOBODY"})
    said = answer.content.decode()
    assert "line 5 holds no e-mail address" in said
    assert "line 6 names no agency" in said
    assert not Subscriber.objects.exists()
    for _ in range(2):
        client.post(url, {"agency": srft.pk, "lines": lines})
    found = Subscriber.objects.order_by("email").values_list("name", "email", "agency__code")
    assert list(found) == [
        ("", "ann@example.org", "GMP"),
        ("Jo Example", "jo@example.org", "SRFT"),
        ("Sam Example", "sam@example.org", "SRFT"),
    ]


def test_F11_the_link_in_the_mail_asks_first_and_a_mail_program_ends_it_in_one_press(
    group, support, chair, bulletin
):
    srft = Agency.objects.get(group=group, code="SRFT")
    subscribers.add(group=group, people=[("Jo Example", "jo@example.org", srft)], by=support, at=AT)
    bulletins.approve(bulletin=bulletin, by=chair, at=AT)
    bulletins.send(bulletin=bulletin, by=support, at=AT)
    delivery.deliver_due(AT, limit=1000)
    (one,) = (one for one in mail.outbox if one.to == ["jo@example.org"])
    link = one.extra_headers["List-Unsubscribe"].strip("<>")
    path = link[link.index("/unsubscribe/") :]
    strict = Client(enforce_csrf_checks=True)
    assert "jo@example.org" in strict.get(path).content.decode()
    assert Subscriber.objects.get(email="jo@example.org").ended_at is None, "mail scanners open every link"
    others = Subscriber.objects.filter(ended_at=None).exclude(email="jo@example.org").count()
    strict.post(path, {"List-Unsubscribe": "One-Click"})
    ended = Subscriber.objects.get(email="jo@example.org")
    assert ended.ended_because == "unsubscribed", "a mail program has no token of a form"
    strict.post(path, {"List-Unsubscribe": "One-Click"})
    assert Subscriber.objects.get(email="jo@example.org").ended_at == ended.ended_at, (
        "pressed twice it is one"
    )
    assert Subscriber.objects.filter(ended_at=None).count() == others > 0, "and nobody else’s"
    assert strict.get("/unsubscribe/unknown/").status_code == 404
    assert path not in client_of(support).get(reverse("mail:list", args=[group.slug])).content.decode()


def test_F11_a_member_says_how_their_own_agency_passed_it_on_and_no_other(group, support, chair, bulletin):
    bulletins.approve(bulletin=bulletin, by=chair, at=AT)
    bulletins.send(bulletin=bulletin, by=support, at=AT)
    member = client_of(factories.holder(group, "S09"))
    own = factories.seat(group, "S09").agency
    page = member.get(reverse("learning:bulletin", args=[group.slug, bulletin.pk])).content.decode()
    assert "Say how you passed it on" in page
    assert "0 of" in page
    url = reverse("learning:pass_on", args=[group.slug, bulletin.pk])
    said = {"how": "Read out on each ward", "reached": "80", "day": "2017-05-02"}
    other = Agency.objects.filter(group=group).exclude(pk=own.pk).first()
    assert member.post(f"{url}?agency={other.code}", said).status_code == 404
    assert member.post(f"{url}?agency={own.code}", said).status_code == 302
    assert PassedOn.objects.get().agency == own
    assert Deadline.objects.get(rule="pass_on_learning", owner_key=own.code).met_on
    page = (
        client_of(support).get(reverse("learning:bulletin", args=[group.slug, bulletin.pk])).content.decode()
    )
    assert "Read out on each ward" in page
    assert "Not said yet" in page


def test_F11_the_queries_of_its_pages_do_not_grow_with_what_is_on_them(group, support, chair, bulletin):
    """A second bulletin, four more learning points, a reader more."""
    member, of_support = client_of(factories.holder(group, "S09")), client_of(support)
    bulletins.approve(bulletin=bulletin, by=chair, at=AT)
    bulletins.send(bulletin=bulletin, by=support, at=AT)
    urls = [reverse(f"learning:{name}", args=[group.slug]) for name in ("list", "bulletins", "readers")]
    urls.append(reverse("learning:bulletin", args=[group.slug, bulletin.pk]))

    def asked() -> list[int]:
        found = []
        for client, url in [
            *((of_support, url) for url in urls),
            (member, urls[-1]),
            (Client(), public(bulletin)[0]),
        ]:
            client.get(url)
            with CaptureQueriesContext(connection) as queries:
                client.get(url)
            found.append(len(queries))
        return found

    before = asked()
    points = [draft(group, f"Point {number}", by=support, at=AT) for number in range(4)]
    for one in points:
        learning.agree(point=one, by=chair, at=AT)
    srft = Agency.objects.get(group=group, code="SRFT")
    subscribers.add(group=group, people=[("Jo Example", "jo@example.org", srft)], by=support, at=AT)
    other = bulletins.start(group=group, title="More", opening="", links="", by=support, at=AT)
    bulletins.choose(bulletin=other, points=points, version=1, by=support, at=AT)
    bulletins.approve(bulletin=other, by=chair, at=AT)
    bulletins.send(bulletin=other, by=support, at=AT)
    assert asked() == before
