"""What people are answered who stop messages, or want them again: built in, in six languages. Pure."""

from __future__ import annotations

from hospes.content.words import Words

SUBJECTS = {
    "en": "Your messages",
    "es": "Sus mensajes",
    "sk": "Vaše správy",
    "cs": "Vaše zprávy",
    "da": "Dine beskeder",
    "de": "Ihre Nachrichten",
}
STOPPED = {
    "en": "We will not write to you here any more, except what your booking cannot do without."
    " To get our messages again, reply START.",
    "es": "No le escribiremos más por aquí, salvo lo imprescindible para su reserva."
    " Para volver a recibir mensajes, responda START.",
    "sk": "Už vám sem nebudeme písať, okrem toho, čo je pre vašu rezerváciu nevyhnutné."
    " Ak chcete správy znova, odpovedzte START.",
    "cs": "Už vám sem nebudeme psát, kromě toho, co je pro vaši rezervaci nezbytné."
    " Chcete-li zprávy znovu, odpovězte START.",
    "da": "Vi skriver ikke mere til dig her, undtagen hvad din booking ikke kan undvære."
    " Vil du have beskeder igen, så svar START.",
    "de": "Wir schreiben Ihnen hier nicht mehr, außer was Ihre Buchung unbedingt braucht."
    " Möchten Sie wieder Nachrichten, antworten Sie START.",
}
STARTED = {
    "en": "You get our messages about your stay here again. To stop them, reply STOP.",
    "es": "Vuelve a recibir aquí nuestros mensajes sobre su estancia. Para no recibirlos, responda STOP.",
    "sk": "Naše správy o vašom pobyte sem budú opäť chodiť. Ak ich nechcete, odpovedzte STOP.",
    "cs": "Naše zprávy o vašem pobytu sem budou opět chodit. Pokud je nechcete, odpovězte STOP.",
    "da": "Du får igen vores beskeder om dit ophold her. Vil du ikke have dem, så svar STOP.",
    "de": "Sie bekommen hier wieder unsere Nachrichten zu Ihrem Aufenthalt. Zum Beenden antworten Sie STOP.",
}


def stop_answer(*, starts: bool) -> tuple[Words, ...]:
    """The answer to a stop word, or to a start word, in each language.

    In SMS and Viber the agency's name comes first and letters lose the marks that SMS does not have.
    """
    answers = STARTED if starts else STOPPED
    return tuple(_words(language, answer) for language, answer in answers.items())


def _words(language: str, answer: str) -> Words:
    short = f'{{{{ agency.name | plain }}}}: {{{{ "{answer}" | plain }}}}'
    return Words(
        language=language,
        subject=f"{{{{ agency.name }}}}: {SUBJECTS[language]}",
        html=f"<p>{answer}</p><p>{{{{ agency.name }}}}</p>",
        text=f"{answer}\n\n{{{{ agency.name }}}}",
        sms=short,
        viber={"text": short},
    )
