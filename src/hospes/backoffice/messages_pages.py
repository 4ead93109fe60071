"""The outbox: messages, each readable as it left."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.html import escape
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from hospes.backoffice.agency_middleware import AgencyRequest
from hospes.backoffice.choices import read_choice
from hospes.backoffice.rights import for_staff
from hospes.backoffice.sentences import CHANNELS
from hospes.backoffice.tabs import Group, chosen_group, tabs_of
from hospes.dispatch.models import MessageState
from hospes.insight.list_messages import (
    SENT,
    STOPPED,
    TROUBLED,
    WAITING,
    count_messages,
    list_messages,
)
from hospes.insight.message_detail import enclosed_file, message_detail
from hospes.insight.pages import Place
from hospes.planning.models import Solution

GROUPS = (
    Group("all", _("All"), tuple(MessageState.values)),
    Group("waiting", _("Waiting"), WAITING),
    Group("sent", _("Sent"), SENT),
    Group("failed", _("Failed"), TROUBLED, "bad"),
    Group("stopped", _("Not sent"), STOPPED),
)
# Mail is not ours to trust: no script runs, only pictures are fetched, only our own page may frame it.
MAIL_POLICY = (
    "sandbox; default-src 'none'; img-src 'self' https: data:; style-src 'unsafe-inline';"
    " frame-ancestors 'self'"
)
MAIL = """<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{subject}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light">
</head><body>{html}</body></html>"""


@require_safe
def messages(request: AgencyRequest) -> HttpResponse:
    """List messages, the latest first."""
    agency_id = request.agency.id
    group = chosen_group(GROUPS, request.GET.get("tab", "all"))
    choice = read_choice(request.GET, group.states)
    page = list_messages(agency_id, choice, after=Place.read(request.GET.get("after", "")))
    shown = {
        "section": "messages",
        "page": page,
        "choice": choice,
        "tabs": tabs_of(GROUPS, count_messages(agency_id), chosen=group),
        "tab": group,
        "channels": CHANNELS,
        "solutions": Solution.objects.filter(agency_id=agency_id, deleted_at=None).order_by("name"),
    }
    return render(request, "backoffice/messages.html", shown)


@require_safe
def message(request: AgencyRequest, message_id: int) -> HttpResponse:
    """Show one message as it left (or as it will)."""
    detail = message_detail(request.agency.id, message_id)
    return render(request, "backoffice/message.html", {"section": "messages", "detail": detail})


@require_safe
def message_body(request: AgencyRequest, message_id: int) -> HttpResponse:
    """The HTML of one message, alone, for the sandboxed frame of its page."""
    found = message_detail(request.agency.id, message_id).message
    page = MAIL.format(
        language=escape(found.language or "en"),
        subject=escape(found.subject),
        html=found.html or f"<pre>{escape(found.text)}</pre>",
    )
    policy = {"Content-Security-Policy": MAIL_POLICY, "X-Frame-Options": "SAMEORIGIN"}
    return HttpResponse(page, headers=policy)


@require_safe
@for_staff
def message_file(request: AgencyRequest, message_id: int, position: int) -> HttpResponse:
    """A file that goes along with a message, to be saved: never shown in a page of ours."""
    file = enclosed_file(request.agency.id, message_id, position)
    headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=file.name)}
    return HttpResponse(bytes(file.content), content_type="application/octet-stream", headers=headers)
