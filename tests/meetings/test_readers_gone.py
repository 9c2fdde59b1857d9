"""An item whose named readers are all gone: the chair names others without seeing it, and that is kept on record."""

from datetime import date, time

import pytest
from django.urls import reverse

from meetings.models import AgendaItem, ItemReader
from meetings.services import planning, readers
from subgroup import clock
from subgroup.clock import moment
from subgroup.errors import NotAllowed
from subgroup.models import Message
from tests.factories import holder, make_meeting
from tests.meetings.papers import sent
from tests.members.test_home import count_queries

pytestmark = pytest.mark.django_db
WORD = "CANARY"
AT = moment(date(2017, 4, 3), time(10))
THEN = moment(date(2017, 4, 10), time(10))


@pytest.fixture
def item(group) -> AgendaItem:
    made = sent(make_meeting(group, date(2017, 4, 20)), f"{WORD} allegation", "S16", at=AT)
    readers.name(item=made, people=[holder(group, "S09")], by=holder(group, "S16"), at=AT)
    return made


@pytest.fixture
def alone(group, item) -> AgendaItem:
    for code in ("S09", "S16"):
        holder(group, code).holdings.update(ends_on=date(2017, 4, 7))
    return item


def address(group, item) -> str:
    return reverse("meetings:item_readers_unseen", args=[group.slug, item.pk])


def test_while_one_of_the_readers_is_there_the_chair_names_nobody(group, item, client_as):
    holder(group, "S16").holdings.update(ends_on=date(2017, 4, 7))
    with clock.frozen(THEN):
        assert client_as("chair").get(address(group, item)).status_code == 404
        assert (
            "Confidential item of"
            not in client_as("chair").get(reverse("group_home", args=[group.slug])).content.decode()
        )
    with pytest.raises(NotAllowed, match="they name who else reads it"):
        readers.name_unseen(item=item, people=[holder(group, "S02")], by=holder(group, "S01"), at=THEN)


def test_the_chair_is_told_names_readers_and_does_not_see_it(group, alone, client_as):
    other, chair, url = holder(group, "S02"), holder(group, "S01"), address(group, alone)
    with clock.frozen(THEN):
        client = client_as("chair")
        assert url in client.get(reverse("group_home", args=[group.slug])).content.decode()
        page = client.get(url).content.decode()
        assert "You name them without seeing the item" in page
        assert WORD not in page
        assert alone.reference not in page
        refused = client.post(url, {})
        assert refused.status_code == 422
        assert "Choose who reads it" in refused.content.decode()
        assert client_as("business_support").get(url).status_code == 403
        done = client.post(url, {"people": [other.pk]}, follow=True).content.decode()
        assert f"{other.name} may read it from now on, and is told by mail." in done
        assert WORD not in done
        assert client.get(reverse("meetings:item", args=[group.slug, alone.pk])).status_code == 404
        assert client.get(url).status_code == 404, "somebody is there again"
    assert readers.named(alone) == [other]
    (row,) = ItemReader.objects.filter(ended_at=None)
    assert (row.named_by, row.named_at) == (chair, THEN)
    assert ItemReader.objects.filter(ended_by=chair, ended_at=THEN).count() == 2
    (mail,) = Message.objects.filter(kind="item_reader_named")
    assert mail.recipient == other
    assert "without seeing it" in mail.text
    assert WORD not in mail.text + mail.subject + mail.html


def test_pressed_twice_it_is_done_once(group, alone):
    for _ in range(2):
        readers.name_unseen(item=alone, people=[holder(group, "S02")], by=holder(group, "S01"), at=THEN)
    assert Message.objects.filter(kind="item_reader_named").count() == 1


def test_who_may_read_nothing_confidential_is_not_named(group, alone):
    with pytest.raises(NotAllowed, match="may not read what is confidential"):
        readers.name_unseen(item=alone, people=[holder(group, "S16")], by=holder(group, "S01"), at=THEN)
    assert not Message.objects.filter(kind="item_reader_named").exists()


def test_carried_over_it_is_named_for_where_it_stands_now(group, alone):
    following = make_meeting(group, date(2017, 6, 1), number=2)
    planning.cancel(meeting=alone.meeting, reason="Strike", by=holder(group, "S01"), at=THEN)
    carried = following.items.get(title=alone.title)
    assert [one.pk for one in readers.unread(group, THEN.date())] == [carried.pk]


def test_home_asks_the_same_number_of_questions_with_one_such_item_and_with_ten(group, alone, client_as):
    url, client = reverse("group_home", args=[group.slug]), client_as("chair")
    with clock.frozen(THEN):
        one = count_queries(client, url)
        for number in range(9):
            more = sent(alone.meeting, f"Item {number}", "S03", at=AT)
            ItemReader.objects.create(
                item=more, person=holder(group, "S16"), named_at=AT, named_by=holder(group, "S01")
            )
        assert count_queries(client, url) == one
