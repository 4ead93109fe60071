"""Every page asks to sign in, unless its view says otherwise."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url


class SignInMiddleware(LoginRequiredMiddleware):
    """Sends who is not signed in to the sign-in page, and afterwards back to where they were.

    A part of a page (asked for by htmx) cannot show that page in its place: it tells the browser to leave.
    """

    # Django's stubs allow nothing but a redirect.
    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponseBase:
        """Ask to sign in."""
        if "HX-Request" not in request.headers:
            return super().handle_no_permission(request, view_func)
        place = urlsplit(request.headers.get("HX-Current-URL", "/"))
        back = urlunsplit(("", "", place.path or "/", place.query, ""))
        asked = urlencode({"next": back}, safe="/")
        return HttpResponse(status=401, headers={"HX-Redirect": f"{resolve_url('sign-in')}?{asked}"})
