"""F11, R3: an e-bulletin says what the chair approved, goes once to each reader, and agencies say how they passed it on."""

import io
from datetime import date, time, timedelta

import pikepdf
import pytest
from django.core import mail
from django.urls import reverse
from pypdf import PdfReader

from members.models import Agency, Holding
from members.services import seats
from reviews.deadlines import PASS_ON
from reviews.enums import Ended
from reviews.models import Bulletin, BulletinMail, PassedOn, Subscriber
from reviews.services import bulletins, learning, passing_on, subscribers
from subgroup import delivery, outbox, printing
from subgroup.clock import moment
from subgroup.errors import Conflict, NotAllowed
from subgroup.models import Deadline, Message
from tests import factories
from tests.reviews.access.learning import draft

DAY = date(2017, 5, 2)
AT = moment(DAY, time(10))
pytestmark = pytest.mark.django_db


@pytest.fixture
def points(group, support, chair):
    made = [
        draft(group, title, by=support, at=AT)
        for title in ("Ask who lives there", "Say who asks again", "Write it down")
    ]
    return [learning.agree(point=one, by=chair, at=AT) for one in made]


@pytest.fixture
def bulletin(group, support, points):
    made = bulletins.start(group=group, title="Three things", opening="Hello.", links="", by=support, at=AT)
    return bulletins.choose(bulletin=made, points=points, version=1, by=support, at=AT)


@pytest.fixture
def ward(group, support):
    srft = Agency.objects.get(group=group, code="SRFT")
    subscribers.add(group=group, people=[("Ward Example", "Ward@example.org", srft)], by=support, at=AT)
    return Subscriber.objects.get(email="ward@example.org")


def sent(bulletin, support, chair):
    bulletins.approve(bulletin=bulletin, by=chair, at=AT)
    bulletins.send(bulletin=bulletin, by=support, at=AT)
    return bulletin


def titles(bulletin) -> list[str]:
    return [one.point.title for one in bulletin.points.order_by("position")]


def test_F11_only_what_is_agreed_goes_into_it_and_stands_in_the_order_that_was_given(
    group, support, chair, points, bulletin
):
    first, second, third = points
    for _ in range(2):  # a double press
        bulletins.put_above(bulletin=bulletin, point=third.pk, other=second.pk, by=support, at=AT)
    assert titles(bulletin) == [first.title, third.title, second.title]
    waits = draft(group, "Not agreed", by=support, at=AT)
    with pytest.raises(NotAllowed, match="not agreed"):
        bulletins.choose(bulletin=bulletin, points=[waits], version=bulletin.version, by=support, at=AT)
    with pytest.raises(Conflict):
        bulletins.choose(bulletin=bulletin, points=[first], version=1, by=support, at=AT)
    learning.withdraw(point=first, because="Said twice.", by=chair, at=AT)
    with pytest.raises(NotAllowed, match="was withdrawn"):
        bulletins.approve(bulletin=bulletin, by=chair, at=AT)


def test_F11_the_chair_approves_what_the_page_showed_and_it_says_that_for_ever(
    support, chair, points, bulletin
):
    word = bulletins.word_of(bulletin)
    said = {"title": "Changed", "opening": "", "links": "", "by": support, "at": AT}
    bulletins.edit(bulletin=bulletin, version=bulletin.version, **said)
    with pytest.raises(NotAllowed, match="changed"):
        bulletins.approve(bulletin=bulletin, by=chair, at=AT, seen=f"{word}.1493712000")
    bulletins.approve(bulletin=bulletin, by=chair, at=AT)
    with pytest.raises(NotAllowed, match="is approved"):
        bulletins.edit(bulletin=bulletin, version=bulletin.version, **said)
    learning.withdraw(point=points[0], because="Said twice.", by=chair, at=AT)
    assert [one["title"] for one in bulletin.said["points"]] == [one.title for one in points]


def test_R3_its_pdf_is_made_once_by_a_task_and_kept_with_its_sum(support, chair, bulletin):
    bulletins.approve(bulletin=bulletin, by=chair, at=AT)
    made = bulletin.printout
    assert made.file is None, "nobody waits for it"
    for _ in range(2):
        printing.make(made.pk, at=AT)
    made.refresh_from_db()
    data = made.file.read_bytes()
    assert len(made.file.sha256) == 64
    words = " ".join(PdfReader(io.BytesIO(data)).pages[0].extract_text().split())
    for said in (
        "Bulletin 1/2017-18",
        "Ask who lives there",
        "What to do differently",
        "for publication",
        "Page 1 of",
    ):
        assert said in words
    with pikepdf.open(io.BytesIO(data)) as pdf, pdf.open_metadata() as kept:
        assert kept["pdfuaid:part"] == "1"
    bulletins.take_back(bulletin=bulletin, by=chair, at=AT)
    bulletins.approve(bulletin=bulletin, by=chair, at=AT)
    assert bulletin.printout == made, "the same words are the same document"


def test_F11_each_reader_gets_one_mail_without_a_word_of_the_text_however_often_it_is_sent(
    group, support, chair, bulletin, ward
):
    with pytest.raises(NotAllowed, match="not approved"):
        bulletins.send(bulletin=bulletin, by=support, at=AT)
    number = sent(bulletin, support, chair).mails.count()
    held = Holding.objects.filter(seat__group=group).on(DAY).values("person").distinct().count()
    assert bulletins.send(bulletin=bulletin, by=support, at=AT) == number == held + 1
    delivery.deliver_due(AT, limit=1000)
    assert sorted(one.to[0] for one in mail.outbox) == sorted({one.to[0] for one in mail.outbox})
    (one,) = (one for one in mail.outbox if one.to == ["ward@example.org"])
    public = reverse("bulletins:page", args=[group.slug, "2017-18", 1])
    assert public in one.body
    assert bulletin.title in one.body
    assert "lived in it" not in one.body
    assert "Ask who lives there" not in one.body
    link = one.extra_headers["List-Unsubscribe"].strip("<>")
    assert link in one.body
    assert one.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    token = link.rstrip("/").rpartition("/")[2]
    assert not BulletinMail.objects.filter(token_hash=token).exists(), "its hash alone is kept"


def test_F11_whoever_unsubscribed_before_or_after_the_press_gets_none_and_is_not_added_again(
    group, support, chair, bulletin, ward
):
    subscribers.turn(group=group, person=support, wanted=False, on=DAY, at=AT)
    sent(bulletin, support, chair)
    assert not Message.objects.filter(kind="bulletin_sent", to=support.email).exists()
    subscribers.end(subscriber=ward, because=Ended.UNSUBSCRIBED, by=None, at=AT)
    delivery.deliver_due(AT, limit=1000)
    dropped = Message.objects.get(to=ward.email)
    assert (dropped.state, dropped.error) == ("dropped", "Whoever it is for has unsubscribed.")
    added = subscribers.add(group=group, people=[("", "WARD@example.org", ward.agency)], by=support, at=AT)
    assert (added.new, added.refused) == (0, ["WARD@example.org (unsubscribed)"])
    with pytest.raises(NotAllowed, match="themselves"):
        subscribers.again(subscriber=ward, by=support, at=AT)
    support.email = "imogen.elsewhere@example.org"
    support.save()
    assert support.pk not in {one.person and one.person.pk for one in subscribers.readers(group, on=DAY)}


def test_F11_who_ended_it_under_an_address_that_they_had_before_can_take_it_up_again(
    group, support, chair, bulletin
):
    sent(bulletin, support, chair)
    subscribers.turn(group=group, person=support, wanted=False, on=DAY, at=AT)
    support.email = "imogen.elsewhere@example.org"
    support.save()
    assert subscribers.own(group, support, on=DAY).ended_because == Ended.UNSUBSCRIBED
    assert subscribers.turn(group=group, person=support, wanted=True, on=DAY, at=AT)
    assert support.email in {one.row.email for one in subscribers.readers(group, on=DAY)}


def test_F11_who_unsubscribes_while_the_next_one_is_sent_stays_unsubscribed(
    group, support, chair, bulletin, monkeypatch
):
    sent(bulletin, support, chair)
    row, found = Subscriber.objects.get(person=support), subscribers.readers(group, on=DAY)
    subscribers.end(subscriber=row, because=Ended.UNSUBSCRIBED, by=None, at=AT)
    monkeypatch.setattr(subscribers, "readers", lambda *_, **__: found)  # read just before
    subscribers.taken_up(group, by=support, at=AT)
    row.refresh_from_db()
    assert row.ended_because == Ended.UNSUBSCRIBED


def test_F11_a_mail_that_is_sent_again_twice_is_held_back_as_the_first(group, support, chair, bulletin, ward):
    sent(bulletin, support, chair)
    message = Message.objects.get(to=ward.email)
    for _ in range(2):
        Message.objects.filter(pk=message.pk).update(state="failed")
        message = outbox.resend(message=message, by=support, at=AT)
    assert subscribers.unwanted(message) == ""
    subscribers.end(subscriber=ward, because=Ended.UNSUBSCRIBED, by=None, at=AT)
    assert "unsubscribed" in subscribers.unwanted(message)


def test_F11_a_send_to_very_many_is_a_handful_of_queries(
    group, support, chair, bulletin, ward, django_assert_max_num_queries
):
    people = [("", f"reader.{number}@example.org", ward.agency) for number in range(200)]
    subscribers.add(group=group, people=people, by=support, at=AT)
    bulletins.approve(bulletin=bulletin, by=chair, at=AT)
    with django_assert_max_num_queries(250):
        assert bulletins.send(bulletin=bulletin, by=support, at=AT) > 200


def test_F11_two_bulletins_under_one_title_keep_their_words_and_a_double_press_makes_one(group, support):
    said = {"group": group, "title": "Three things", "links": "", "by": support, "at": AT}
    made = [bulletins.start(opening=opening, **said) for opening in ("Hello.", "Hello.", "Other words.")]
    assert [one.opening for one in made] == ["Hello.", "Hello.", "Other words."]
    assert Bulletin.objects.count() == 2


def test_F11_an_address_that_refused_a_mail_gets_no_more_until_somebody_takes_it_up_again(
    group, support, chair, bulletin, ward
):
    sent(bulletin, support, chair)
    Message.objects.filter(to=ward.email).update(state="failed")
    assert ward.email not in {one.row.email for one in subscribers.readers(group, on=DAY)}
    subscribers.taken_up(group, by=support, at=AT)
    ward.refresh_from_db()
    assert ward.ended_because == Ended.BOUNCED
    subscribers.again(subscriber=ward, by=support, at=AT + timedelta(minutes=1))
    assert ward.email in {one.row.email for one in subscribers.readers(group, on=DAY)}


def test_F11_a_member_gets_them_for_as_long_as_they_hold_a_seat(group, support, chair, bulletin):
    sent(bulletin, support, chair)
    gone = factories.seat(group, "S09")
    person = factories.holder(group, "S09")
    seats.end_holding(seat=gone, ends_on=DAY, by=None, at=AT)
    assert person.email in {one.row.email for one in subscribers.readers(group, on=DAY)}
    assert person.email not in {
        one.row.email for one in subscribers.readers(group, on=DAY + timedelta(days=1))
    }


def test_F11_each_agency_owes_a_word_on_how_it_passed_it_on_and_the_answer_meets_it(
    group, support, chair, bulletin
):
    sent(bulletin, support, chair)
    rows = Deadline.objects.filter(rule=PASS_ON.key)
    assert set(rows.values_list("owner_key", flat=True)) >= {"GMP", "SRFT"}
    assert {row.due_on for row in rows} == {date(2017, 5, 31)}, "twenty working days, and a bank holiday"
    srft, later = Agency.objects.get(group=group, code="SRFT"), AT + timedelta(days=7)
    said = {"bulletin": bulletin, "agency": srft, "by": support, "at": later}
    with pytest.raises(NotAllowed, match="from then until today"):
        passing_on.record(**said, how="Read out", reached=8, day=DAY - timedelta(days=1))
    for _ in range(2):
        passing_on.record(**said, how="Read out", reached=8, day=DAY)
    assert rows.get(owner_key="SRFT").met_on == later.date()
    with pytest.raises(Conflict):
        passing_on.record(**said, how="On the intranet", reached=80, day=DAY)
    assert PassedOn.objects.get().version == 1


def test_F11_one_that_was_wrong_is_withdrawn_with_a_reason_and_written_anew(
    group, support, chair, bulletin, ward
):
    sent(bulletin, support, chair)
    bulletins.withdraw(bulletin=bulletin, because="The second point was wrong.", by=chair, at=AT)
    assert not Deadline.objects.open().filter(rule=PASS_ON.key).exists()
    delivery.deliver_due(AT, limit=1000)
    assert set(Message.objects.filter(kind="bulletin_sent").values_list("state", flat=True)) == {"dropped"}
    made = [bulletins.anew(bulletin=bulletin, by=support, at=AT) for _ in range(2)]
    assert made[0] == made[1] != bulletin
    assert titles(made[0]) == titles(bulletin)
    bulletins.approve(bulletin=made[0], by=chair, at=AT)
    assert made[0].said["replaces"] == {"reference": "1/2017-18", "because": "The second point was wrong."}
    assert Bulletin.objects.count() == 2
    bulletins.withdraw(bulletin=made[0], because="It was wrong, too.", by=chair, at=AT)
    with pytest.raises(NotAllowed, match="Write that one anew"):
        bulletins.anew(bulletin=bulletin, by=support, at=AT)
