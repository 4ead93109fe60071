"""Signing in and out, and choosing an agency."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from hospes.backoffice.agency_middleware import CHOSEN, AgencyRequest


class SignInForm(AuthenticationForm):
    """E-mail address and password."""

    error_messages = {  # noqa: RUF012 - as Django has it
        "invalid_login": _("The e-mail address or the password is not right. Check both and try again."),
        "inactive": _("This account is switched off. Ask an administrator of your agency."),
    }

    def clean_username(self) -> str:
        """The address as it is stored: lower case."""
        return str(self.cleaned_data["username"]).strip().lower()


@method_decorator(login_not_required, name="dispatch")
class SignIn(LoginView):
    """The sign-in page."""

    authentication_form = SignInForm
    template_name = "backoffice/sign_in.html"
    redirect_authenticated_user = True


class SignOut(LogoutView):
    """Ends the session; only by POST, so that no link can do it."""

    next_page = "/sign-in"


@require_POST
def choose_agency(request: AgencyRequest) -> HttpResponse:
    """Go on with another agency of the same person."""
    wanted = request.POST.get("agency", "")
    member = next((one for one in request.members if str(one.agency_id) == wanted), None)
    if member is None:
        raise Http404
    request.session[CHOSEN] = member.agency_id
    return redirect("dashboard")
