from io import StringIO

import pytest

from hospes.agencies.models import Agency, AuditEntry, Member
from tests.cli.running import CommandLine
from tests.making import make_agency

pytestmark = pytest.mark.django_db


def test_an_agency_is_made_and_its_slug_comes_from_its_name(hospes: CommandLine) -> None:
    said = hospes("agency", "create", "Costa Blava", "--timezone", "Europe/Madrid", "--language", "es")
    assert said.code == 0
    assert said.out == "Agency “Costa Blava” is made; its slug is costa-blava.\n"
    agency = Agency.objects.get()
    assert (agency.slug, agency.timezone, agency.currency, agency.languages) == (
        "costa-blava",
        "Europe/Madrid",
        "EUR",
        ["es"],
    )


def test_a_second_agency_of_the_same_name_is_refused_in_one_sentence(hospes: CommandLine) -> None:
    make_agency("Costa Blava")
    said = hospes("agency", "create", "Costa Blava", "--timezone", "Europe/Madrid")
    assert (said.code, said.out) == (1, "")
    assert said.err == "There is an agency “costa-blava” already: choose another name.\n"


def test_what_is_no_time_zone_is_refused(hospes: CommandLine) -> None:
    said = hospes("agency", "create", "Costa Blava", "--timezone", "Mars")
    assert said.code == 1
    assert said.err == "“Mars” is no time zone: use a name such as Europe/Madrid.\n"


def test_a_missing_name_is_wrong_usage(hospes: CommandLine) -> None:
    said = hospes("agency", "create", "--timezone", "Europe/Madrid")
    assert said.code == 2
    assert "Missing argument" in said.err


def test_agencies_are_listed_by_slug(hospes: CommandLine) -> None:
    make_agency("Nordlys", languages=["da", "en"])
    make_agency("Costa Blava")
    assert hospes("agency", "list").out == (
        "slug         name         timezone       currency  languages\n"
        "costa-blava  Costa Blava  Europe/Madrid  EUR       en\n"
        "nordlys      Nordlys      Europe/Madrid  EUR       da en\n"
    )


def test_agencies_are_listed_for_programs(hospes: CommandLine) -> None:
    make_agency("Costa Blava")
    assert hospes("agency", "list", "--json").json == [
        {
            "slug": "costa-blava",
            "name": "Costa Blava",
            "timezone": "Europe/Madrid",
            "currency": "EUR",
            "languages": ["en"],
        }
    ]


def test_a_member_signs_in_with_the_password_that_was_given(
    hospes: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_agency("Costa Blava")
    monkeypatch.setenv("HOSPES_PASSWORD", "correct horse battery")
    said = hospes("member", "create", "Anna@Example.com", "--role", "manager")
    assert (said.code, said.out) == (0, "Anna@example.com is manager of costa-blava.\n")
    member = Member.objects.get()
    assert member.user.username == "anna@example.com"
    assert member.user.check_password("correct horse battery")


def test_a_password_is_made_up_and_shown_once(hospes: CommandLine) -> None:
    make_agency("Costa Blava")
    said = hospes("member", "create", "anna@example.com", "--role", "viewer", "--json").json
    assert {key: said[key] for key in ("email", "role", "agency")} == {
        "email": "anna@example.com",
        "role": "viewer",
        "agency": "costa-blava",
    }
    assert Member.objects.get().user.check_password(said["password"])


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ["anna@example.com", "--role", "king"],
            "“king” is no role: use one of administrator, manager, staff, viewer.\n",
        ),
        (["", "--role", "staff"], "The e-mail address is empty; write one like anna@example.com.\n"),
    ],
)
def test_what_makes_no_member_is_refused(hospes: CommandLine, words: list[str], sentence: str) -> None:
    make_agency("Costa Blava")
    said = hospes("member", "create", *words)
    assert (said.code, said.err) == (1, sentence)
    assert not Member.objects.exists()


def test_a_password_that_is_too_short_is_refused(
    hospes: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_agency("Costa Blava")
    monkeypatch.setenv("HOSPES_PASSWORD", "short")
    said = hospes("member", "create", "anna@example.com", "--role", "staff")
    assert said.err == "This password is too short. It must contain at least 12 characters.\n"
    assert not Member.objects.exists()


def test_a_password_is_read_from_standard_input(hospes: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    make_agency("Costa Blava")
    monkeypatch.setattr("sys.stdin", StringIO("correct horse battery\n"))
    hospes("member", "create", "anna@example.com", "--role", "staff", "--password")
    assert Member.objects.get().user.check_password("correct horse battery")


def test_any_setting_can_be_changed_and_the_trail_says_which(hospes: CommandLine) -> None:
    make_agency("Costa Blava")
    said = hospes(
        "agency", "change", "--set", "quiet_from=22:00", "--set", "quiet_to=08:00", "--set", "sends_sms=false"
    )
    assert said.out == (
        "costa-blava: quiet from is “22:00” now.\ncosta-blava: quiet to is “08:00” now.\n"
        "costa-blava: sends sms is off now.\n"
    )
    assert AuditEntry.objects.get().subject == "quiet_from, quiet_to, sends_sms"


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("quiet_form=22:00", "“quiet_form” is no setting of an agency: did you mean quiet_from?\n"),
        ("quiet_from=late", "quiet_from cannot be “late”: look at what it is now.\n"),
        ("blast_limit", "Write --set blast_limit=VALUE, for example --set quiet_from=22:00.\n"),
    ],
)
def test_a_setting_that_is_none_is_refused(hospes: CommandLine, written: str, sentence: str) -> None:
    make_agency("Costa Blava")
    assert hospes("agency", "change", "--set", written).err == sentence


def test_with_several_agencies_one_must_be_named(hospes: CommandLine) -> None:
    make_agency("Costa Blava")
    make_agency("Nordlys")
    said = hospes("export", "tasks")
    assert said.code == 1
    assert said.err == "There are several agencies: say which one with --agency (costa-blava, nordlys).\n"


def test_an_unknown_agency_is_refused_also_for_programs(hospes: CommandLine) -> None:
    said = hospes("plan", "--agency", "nowhere", "--json")
    assert said.code == 1
    assert said.json["code"] == "not_found"
    assert said.err == "There is no agency “nowhere”: “hospes agency list” shows those there are.\n"


def test_every_command_shows_an_example(hospes: CommandLine) -> None:
    groups = {"agency": ["create", "change", "list"], "member": ["create"], "solutions": ["export", "import"]}
    groups |= {"export": ["tasks", "messages", "bookings"], "import": ["bookings"]}
    single = ["serve", "web", "worker", "migrate", "plan", "explain", "doctor", "backup", "restore"]
    for words in [
        *([name] for name in single),
        *([group, name] for group in groups for name in groups[group]),
    ]:
        said = hospes(*words, "--help")
        assert said.code == 0
        assert (
            f"Example: hospes {' '.join(words)}" in " ".join(said.out.split()) or "DATABASE_URL=" in said.out
        )


def test_an_agency_is_changed_and_what_is_not_given_stays(hospes: CommandLine) -> None:
    make_agency("Costa Blava")
    said = hospes("agency", "change", "--sender-name", "Costa", "--sender-email", " stay@Costablava.example ")
    assert (said.code, said.err) == (0, "")
    assert said.out == (
        "costa-blava: sender name is “Costa” now.\n"
        "costa-blava: sender email is “stay@costablava.example” now.\n"
    )
    hospes("agency", "change", "--reply-to", "office@costablava.example", "--phone", "+34 972 000 000")
    assert hospes("agency", "change", "--reply-to", "", "--json").json == {
        "slug": "costa-blava",
        "reply_to": "",
    }
    agency = Agency.objects.get()
    assert (agency.name, agency.sender_name, agency.phone) == ("Costa Blava", "Costa", "+34 972 000 000")


def test_an_agency_says_where_guests_transfer_money_to(hospes: CommandLine) -> None:
    make_agency("Costa Blava")
    account = (
        "--iban",
        "es91 2100 0418 4502 0005 1332",
        "--bic",
        "caixesbb",
        "--account-holder",
        "Costa S.L.",
    )
    assert hospes("agency", "change", *account, "--json").json == {
        "slug": "costa-blava",
        "iban": "ES9121000418450200051332",
        "bic": "CAIXESBB",
        "account_holder": "Costa S.L.",
    }


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([], "Say what to change, for example --sender-email ADDRESS.\n"),
        (["--name", " "], "An agency needs a name.\n"),
        (
            ["--sender-email", "a@example.com, b@example.com"],
            "There must be exactly one e-mail address; write one like anna@example.com.\n",
        ),
        (["--phone", "1" * 41], "“phone” has at most 40 characters: shorten it.\n"),
    ],
)
def test_what_an_agency_cannot_be_is_refused(hospes: CommandLine, words: list[str], sentence: str) -> None:
    make_agency("Costa Blava")
    said = hospes("agency", "change", *words)
    assert (said.code, said.err) == (1, sentence)
