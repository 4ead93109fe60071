"""Every page runs for one agency: the member's, inside one transaction that row-level security guards."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from hospes.agencies.models import Agency, Member
from hospes.agencies.tenancy import set_agency
from hospes.engine.clock import read_clock
from hospes.kit.errors import HospesError, Malformed, NotFound

CHOSEN = "agency"


class AgencyRequest(HttpRequest):
    """A request of somebody who is signed in: with membership, agency and the instant of the request."""

    member: Member
    members: list[Member]
    agency: Agency
    now: datetime


class AgencyMiddleware:
    """Makes a request an `AgencyRequest` and sets the agency of its transaction.

    Who is signed in without being a member of any agency gets a page that says so. Anonymous requests pass
    without an agency: row-level security then lets through nothing. A failing page leaves no change behind.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Run the view inside a transaction of the member's agency."""
        user_id = request.user.pk if request.user.is_authenticated else None
        if user_id is None or request.path == reverse("sign-out"):
            return self.get_response(request)
        with transaction.atomic():
            set_user(user_id)
            members = list(Member.objects.filter(user_id=user_id).select_related("agency").order_by("id"))
            if not members:
                return render(request, "backoffice/no_agency.html", status=403)
            return self.run(request, members)

    def run(self, request: HttpRequest, members: list[Member]) -> HttpResponse:
        """Run the view for the chosen agency, in the agency's time zone."""
        member = choose_member(members, request.session.get(CHOSEN))
        set_agency(member.agency_id)
        given = {"member": member, "members": members, "agency": member.agency, "now": read_clock()}
        vars(request).update(given)
        with timezone.override(ZoneInfo(member.agency.timezone)):
            response = self.get_response(request)
        if response.status_code >= 400:
            transaction.set_rollback(True)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Show an expected failure as a page with its sentence; what is not expected goes on."""
        if not isinstance(error, HospesError):
            return None
        if isinstance(error, NotFound):
            return render(request, "404.html", {"sentence": error.message}, status=404)
        if isinstance(error, Malformed):
            return render(request, "400.html", {"sentence": error.message}, status=400)
        return render(request, "409.html", {"sentence": error.message}, status=409)


def choose_member(members: list[Member], chosen: int | None) -> Member:
    """The membership of the agency that was chosen last, else the first."""
    return next((member for member in members if member.agency_id == chosen), members[0])


def set_user(user_id: int) -> None:
    """Tell row-level security who is signed in, so that the memberships can be read."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('hospes.user', %s, true)", [str(user_id)])
