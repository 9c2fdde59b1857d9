"""G3: no log holds the token of a private address, whatever went wrong there."""

import io
import logging
import logging.config

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from subgroup.celery import app
from subgroup.log_filter import without_tokens

TOKEN = "iV7xQ2-private_token_of_a_link-93kd02mx77fsQ"
ADDRESSES = [f"/u/{TOKEN}/", f"/feed/{TOKEN}.ics", f"/join/{TOKEN}/", f"/unsubscribe/{TOKEN}/"]


@pytest.fixture
def written():
    """What the handler that the settings name has written."""
    logging.config.dictConfig(settings.LOGGING)
    handler = next(one for one in logging.getLogger().handlers if type(one) is logging.StreamHandler)
    before, handler.stream = handler.stream, io.StringIO()
    yield handler.stream.getvalue
    handler.stream = before


@pytest.mark.django_db
@pytest.mark.parametrize("address", [ADDRESSES[0], ADDRESSES[2]])
def test_G3_a_post_without_the_csrf_cookie_is_logged_without_the_token(written, address):
    answer = Client(enforce_csrf_checks=True).post(address)
    assert answer.status_code == 403
    assert "Forbidden (CSRF cookie not set.): /" in written()
    assert TOKEN not in written()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "door"),
    [
        (ADDRESSES[0], "actionplans.views.links.links.find"),
        (ADDRESSES[1], "meetings.views.feed.clock.now"),
        (ADDRESSES[2], "members.views.join.invitations.find"),
        (ADDRESSES[3], "reviews.views.public.subscribers.found_by"),
    ],
)
def test_G3_an_error_is_logged_with_its_traceback_and_without_the_token(written, monkeypatch, address, door):
    def fail(*args, **kwargs):
        raise RuntimeError(f"no reverse for 'open' with ('{TOKEN}',)")

    monkeypatch.setattr(door, fail)
    client = Client(raise_request_exception=False)
    assert client.get(address).status_code == 500
    log = written()
    assert "Internal Server Error: /" in log
    assert "RuntimeError: no reverse for 'open' with ('…',)" in log
    assert TOKEN not in log


@pytest.mark.parametrize("name", ["django.server", "gunicorn.error", "gunicorn.access", "celery.task", "any"])
def test_G3_every_logger_of_the_process_writes_without_tokens(written, name):
    logging.getLogger(name).error('"%s %s HTTP/1.1" %s', "GET", ADDRESSES[0], 200, stack_info=True)
    assert '"GET /u/…/ HTTP/1.1" 200' in written()
    assert TOKEN not in written()


def test_G3_the_worker_writes_by_handlers_of_its_own_without_tokens():
    from celery import signals

    logger, stream = logging.getLogger("worker"), io.StringIO()
    logger.addHandler(logging.StreamHandler(stream))
    signals.after_setup_logger.send(app, logger=logger)
    logger.warning("Sent %s", ADDRESSES[0])
    assert stream.getvalue() == "Sent /u/…/\n"


def test_G3_addresses_that_hold_no_token_stay_readable():
    for name in ("update_link:updates", "update_link:leave", "join:password"):
        assert without_tokens(reverse(name)) == reverse(name)
    assert without_tokens(f"Referer https://host{ADDRESSES[1]}?x=1, next=%2Fu%2F{TOKEN}%2F") == (
        "Referer https://host/feed/…?x=1, next=%2Fu%2F…%2F"
    )
