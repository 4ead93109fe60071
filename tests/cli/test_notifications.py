"""The matrix on the command line."""

import pytest

from hospes.agencies.models import Agency
from hospes.channels.save_connection import ConnectionFacts, save_connection
from hospes.planning.models import Solution, SystemNotification
from tests.cli.running import CommandLine
from tests.making import NOW, make_agency, make_solution, make_template

pytestmark = pytest.mark.django_db


def connect_sms(agency: Agency) -> None:
    settings = {"host": "127.0.0.1", "port": 1}
    save_connection(agency.id, ConnectionFacts("Texts", "sms", "scripted", settings), now=NOW)


def test_a_new_agency_is_offered_what_most_want_and_nothing_is_on(hospes: CommandLine) -> None:
    make_agency()
    said = hospes("notifications", "list")
    assert said.code == 0
    assert said.out.splitlines()[:3] == [
        "   event               to              channel  before  words     replaced by",
        "–  pending             guest           email            built in",
        "–  pending             administrators  email            built in",
    ]
    assert "–  reminder            guest           email    24h     built in\n" in said.out
    assert said.out.splitlines()[-1] == (
        "Nothing is on yet: “hospes notifications on --suggested” switches these on."
    )


def test_the_suggested_ones_are_switched_on_with_one_command(hospes: CommandLine) -> None:
    connect_sms(make_agency())
    said = hospes("notifications", "on", "--suggested")
    assert (said.code, said.out.splitlines()[-1]) == (0, "Saved: 14 notifications.")
    assert Solution.objects.filter(is_active=True, is_system=True).count() == 14
    assert hospes("notifications", "on", "--suggested").out.splitlines()[-1] == "They were that way already."


def test_suggested_ones_that_nothing_could_send_are_left_out_and_named(hospes: CommandLine) -> None:
    agency = make_agency()
    said = hospes("notifications", "on", "--suggested")
    assert said.out.splitlines()[:2] == [
        "Left out: reminder · guest · sms, for nothing sends it yet.",
        "Repeat this command when there is a connection for sms.",
    ]
    assert said.out.splitlines()[-1] == "Saved: 13 notifications."
    assert not SystemNotification.objects.filter(channel="sms").exists()
    connect_sms(agency)
    assert hospes("notifications", "on", "--suggested").out.splitlines()[-1] == "Saved: 1 notification."


def test_reminders_get_their_leads_for_each_channel(hospes: CommandLine) -> None:
    make_agency()
    said = hospes(
        "notifications", "on", "reminder", "--channel", "sms", "--channel", "email",
        "--before", "24h", "--before", "3h",
    )  # fmt: skip
    assert said.out.splitlines()[-3:] == [
        "on   reminder · guest · sms",
        "on   reminder · guest · email",
        "Saved: 2 notifications.",
    ]
    assert SystemNotification.objects.values_list("leads", flat=True).distinct().get() == [1440, 180]


def test_switching_off_keeps_leads_and_words(hospes: CommandLine) -> None:
    make_agency()
    hospes("notifications", "on", "reminder", "--before", "2d")
    said = hospes("notifications", "off", "reminder")
    assert said.out.splitlines()[0] == "The plan stays as it is."
    row = SystemNotification.objects.get()
    assert (row.is_active, row.leads) == (False, [2880])


def test_own_words_are_set_and_taken_away_again(hospes: CommandLine) -> None:
    agency = make_agency()
    make_template(agency, "our-yes")
    hospes("notifications", "on", "confirmed")
    hospes("notifications", "set", "confirmed", "--template", "our-yes")
    assert SystemNotification.objects.get().template == "our-yes"
    hospes("notifications", "set", "confirmed", "--template", "")
    row = SystemNotification.objects.get()
    assert (row.is_active, row.template) == (True, "")


def test_a_dry_run_changes_nothing(hospes: CommandLine) -> None:
    make_agency()
    said = hospes("notifications", "on", "confirmed", "--dry-run")
    assert said.out.splitlines()[-1] == "Dry run: nothing was changed."
    assert SystemNotification.objects.count() == 0


def test_the_list_says_what_replaces_a_cell(hospes: CommandLine) -> None:
    agency = make_agency()
    make_template(agency)
    make_solution(agency, "Our confirmation", purpose="confirmation")
    hospes("notifications", "on", "confirmed")
    (row,) = [each for each in hospes("notifications", "list", "--json").json if each["active"]]
    assert (row["event"], row["words"], row["replaced_by"]) == (
        "confirmed",
        "system/confirmed/guest",
        ["Our confirmation"],
    )


def test_no_event_at_all_is_refused(hospes: CommandLine) -> None:
    make_agency()
    said = hospes("notifications", "on")
    assert (said.code, said.err) == (
        1,
        "Name one or more events, like confirmed or reminder; “hospes notifications list” has all.\n",
    )


def test_a_wrong_event_is_refused_with_the_right_ones(hospes: CommandLine) -> None:
    make_agency()
    said = hospes("notifications", "on", "confirm")
    assert said.code == 1
    assert "'confirm' is not allowed; use one of pending, confirmed" in said.err
