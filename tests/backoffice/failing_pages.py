"""Pages that write something and then fail, for the tests of the middleware."""

from django.http import HttpResponse
from django.urls import path

from hospes.agencies.models import AuditEntry
from hospes.backoffice.agency_middleware import AgencyRequest
from hospes.backoffice.urls import urlpatterns as pages
from hospes.kit.errors import Conflict, OutOfCredit


def write(request: AgencyRequest) -> None:
    AuditEntry.objects.create(agency=request.agency, at=request.now, by="test", verb="write", subject="page")


def breaks(request: AgencyRequest) -> HttpResponse:
    write(request)
    raise RuntimeError("a bug")


def refuses(request: AgencyRequest) -> HttpResponse:
    write(request)
    raise OutOfCredit("There are not enough credits: add some.")


def works(request: AgencyRequest) -> HttpResponse:
    write(request)
    return HttpResponse("done")


def moved_on(request: AgencyRequest) -> HttpResponse:
    raise Conflict("It has gone already.")


urlpatterns = [
    *pages,
    path("breaks", breaks),
    path("refuses", refuses),
    path("works", works),
    path("moved-on", moved_on),
]
