"""Options of commands that write by hand: the words, and how they go."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from hospes.kit.errors import Malformed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hospes.content.words import Words

TemplateOption = Annotated[str, typer.Option("--template", metavar="NAME", help="The words of a template.")]
SubjectOption = Annotated[str, typer.Option("--subject", help="Words of your own: the subject.")]
TextOption = Annotated[str, typer.Option("--text", help="Words of your own: the e-mail.")]
SmsOption = Annotated[str, typer.Option("--sms", help="Words of your own: the SMS.")]
LanguageOption = Annotated[
    str | None, typer.Option("--language", help="Language of your own words; else the agency's.")
]
ChannelOption = Annotated[
    list[str] | None,
    typer.Option("--channel", help="email, sms or viber; repeat it, best first; else e-mail."),
]
PurposeOption = Annotated[
    str, typer.Option("--purpose", help="What it is for: a solution with this purpose then stays silent.")
]


def own_words(language: str, parts: "Mapping[str, str]") -> tuple["Words", ...]:
    """Words as typed; none when nothing was.

    Raises:
        Malformed: a subject without words, or an e-mail without a subject.
    """
    from hospes.content.words import Words

    given: dict[str, Any] = {name: part for name, part in parts.items() if part}
    if not given:
        return ()
    if bool(given.get("subject")) != bool(given.get("text")):
        raise Malformed("An e-mail needs --subject and --text.", field="subject")
    return (Words(language, **given),)
