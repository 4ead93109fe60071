"""The first page: what was saved, what did not go out, what comes next."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hospes.backoffice.agency_middleware import AgencyRequest
from hospes.insight.count_figures import count_figures
from hospes.insight.list_messages import SENT, TROUBLED, list_messages
from hospes.insight.list_tasks import SCHEDULED, count_tasks, list_tasks
from hospes.insight.pages import Choice

PERIOD = timedelta(days=30)


@require_safe
def dashboard(request: AgencyRequest) -> HttpResponse:
    """Show the dashboard."""
    agency_id = request.agency.id
    figures = count_figures(agency_id, since=request.now - PERIOD)
    hours, minutes = divmod(round(figures.minutes_saved), 60)
    shown = {
        "section": "dashboard",
        "figures": figures,
        "hours": hours,
        "minutes": minutes,
        "sent": sum(figures.messages.get(state, 0) for state in SENT),
        "failed": figures.tasks.get("failed", 0) + sum(figures.messages.get(state, 0) for state in TROUBLED),
        "scheduled": figures.tasks.get("planned", 0),
        "held": count_tasks(agency_id).get("held", 0),
        "next_tasks": list_tasks(agency_id, Choice(SCHEDULED), most=10, is_next_first=True).rows,
        "messages_sent": list_messages(agency_id, Choice(SENT), most=10).rows,
        "troubled": list_messages(agency_id, Choice(TROUBLED), most=3).rows,
    }
    return render(request, "backoffice/dashboard.html", shown)
