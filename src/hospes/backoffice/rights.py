"""What a member may do by role."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.translation import gettext as _

from hospes.agencies.models import Member, Role
from hospes.backoffice.agency_middleware import AgencyRequest

View = Callable[..., HttpResponse]


def may_act(member: Member) -> bool:
    """Whether the member may change anything: everybody but viewers."""
    return member.role != Role.VIEWER


def for_staff(view: View) -> View:
    """Refuse viewers, who may look at everything and change nothing."""

    @wraps(view)
    def checked(request: AgencyRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_act(request.member):
            raise PermissionDenied(_("Your role is viewer: ask an administrator to let you change things."))
        return view(request, *args, **kwargs)

    return checked
