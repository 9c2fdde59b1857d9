"""The mail log: what was sent to whom and why, what became of it, and sending it again."""

import django_filters
from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from subgroup import clock, outbox, registry
from subgroup.errors import NotAllowed
from subgroup.lists import Column, ListPage
from subgroup.models import Message
from subgroup.views.base import GroupRequest, GroupView

State = Message.State
COLOURS: dict[str, str] = {
    State.QUEUED: "blue",
    State.SENDING: "blue",
    State.SENT: "green",
    State.FAILED: "red",
    State.UNKNOWN: "orange",
    State.DROPPED: "grey",
}


def _log_url(request: GroupRequest) -> str:
    return reverse("mail:list", args=[request.group.slug])


def _rows(request: GroupRequest) -> QuerySet[Message]:
    """The mails of the group, but for those about something that is not there for the reader."""
    rows = Message.objects.filter(group=request.group)
    for kind, ids in registry.all_hidden(request.user, request.group, on=clock.today()).items():
        rows = rows.exclude(about_kind=kind, about_id__in=ids)
    return rows


def _detail_url(request: GroupRequest, message: Message) -> str:
    return reverse("mail:detail", args=[request.group.slug, message.pk])


class MailFilter(django_filters.FilterSet):
    state = django_filters.MultipleChoiceFilter(
        label="State", choices=State.choices, widget=forms.CheckboxSelectMultiple
    )
    to = django_filters.CharFilter(label="To", method="to_whom")

    class Meta:
        model = Message
        fields: list[str] = []

    def to_whom(self, rows: QuerySet[Message], name: str, value: str) -> QuerySet[Message]:
        return rows.filter(Q(to__icontains=value) | Q(recipient__name__icontains=value))


class MailLog(ListPage, GroupView):
    permission = "view_mail"
    title = "Mail"
    purpose = "Every mail that this group sent: to whom, why, and what became of it."
    nouns = ("mail", "mails")
    filterset_class = MailFilter
    ordering = ["-queued_at", "-pk"]
    empty_text = "Mails appear here as soon as one is written: calls, packs, minutes, reminders."
    template_name = "subgroup/mail_log.html"

    def get_queryset(self) -> QuerySet[Message]:
        rows = _rows(self.request).select_related("recipient")
        return rows.defer("text", "html", "calendar")

    def get_columns(self) -> list[Column]:
        slug = self.group.slug
        return [
            Column(
                "subject",
                "Subject",
                link=lambda row: reverse("mail:detail", args=[slug, row.pk]),
                sort="subject",
            ),
            Column("recipient", "To", lambda row: row.recipient.name if row.recipient else row.to),
            Column("queued_at", "Written", sort="queued_at"),
            Column(
                "state", "State", lambda row: row.get_state_display(), colour=lambda row: COLOURS[row.state]
            ),
            Column("sent_at", "Sent", sort="sent_at"),
        ]

    def list_context(self) -> dict[str, object]:
        waiting = self.get_queryset().filter(state__in=[State.UNKNOWN, State.FAILED], resends=None)
        return {"troubled": waiting.count()}


class MailDetail(GroupView):
    permission = "view_mail"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        rows = _rows(request).select_related("recipient", "resend_of", "resent_by")
        message = get_object_or_404(rows, pk=pk)
        about = (message.about_kind, message.about_id)
        context = {
            "title": message.subject,
            "caption": "Mail",
            "breadcrumbs": [("Mail", _log_url(request))],
            "message": message,
            "colour": COLOURS[message.state],
            "about_url": registry.url_open_to(request, *about),
            "about_label": registry.labels_for([about]).get(about),
            "resends": message.resends.order_by("pk"),
            "may_resend": self.may("manage_meetings"),
            "why_not": _why_not(message),
        }
        return render(request, "subgroup/mail_detail.html", context)


def _why_not(message: Message) -> str:
    try:
        outbox.check_resend(message)
    except NotAllowed as refusal:
        return str(refusal)
    return ""


class ResendMail(GroupView):
    permission = "manage_meetings"
    acts = {"get": "view_mail", "post": "view_mail"}

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        message = get_object_or_404(_rows(request).select_related("recipient"), pk=pk)
        why_not = _why_not(message)
        if why_not:
            messages.error(request, why_not)
            return redirect(_detail_url(request, message))
        doubt = (
            "It may have arrived already: then the person gets it twice."
            if message.state == State.UNKNOWN
            else ""
        )
        context = {
            "title": "Send this mail again?",
            "caption": message.subject,
            "breadcrumbs": [("Mail", _log_url(request)), (message.subject, _detail_url(request, message))],
            "happens": ["The same text is sent once more, to the person’s present address."],
            "told": [message.recipient.name if message.recipient else message.to],
            "warning": doubt,
            "button": "Send again",
            "cancel_url": _detail_url(request, message),
        }
        return render(request, "shapes/confirm.html", context)

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        message = get_object_or_404(_rows(request), pk=pk)
        try:
            again = outbox.resend(message=message, by=request.user, at=clock.now())
        except NotAllowed as refusal:
            messages.error(request, str(refusal))
            return redirect(_detail_url(request, message))
        messages.success(request, "The mail is on its way again.")
        return redirect(_detail_url(request, again))
