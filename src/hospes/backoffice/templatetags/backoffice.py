"""Template tags of the back office: states, reasons, channels, moments."""

from datetime import datetime, timedelta
from typing import Any

from django import template
from django.template import Context
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from hospes.agencies.models import Member
from hospes.backoffice import rights, sentences
from hospes.backoffice.task_actions import Action, actions_for
from hospes.dispatch.models import Message
from hospes.planning.models import Task
from hospes.ui.templatetags.parts import icon

register = template.Library()
NEAR = timedelta(hours=24)


@register.simple_tag
def task_badge(task: Task) -> SafeString:
    """The state of a task as a badge."""
    return badge(sentences.TASK_LOOKS[task.state])


@register.simple_tag
def state_badge(state: str) -> SafeString:
    """A state of a task as a badge."""
    return badge(sentences.TASK_LOOKS[state])


@register.simple_tag
def message_badge(message: Message) -> SafeString:
    """The state of a message as a badge."""
    return badge(sentences.MESSAGE_LOOKS[message.state])


def badge(look: sentences.Look) -> SafeString:
    """A state: icon, word and tone."""
    return format_html(
        '<span class="badge" data-tone="{}">{}{}</span>', look.tone, icon(look.icon), str(look.word)
    )


@register.simple_tag
def task_tone(task: Task) -> str:
    """The tone of a task's state."""
    return sentences.TASK_LOOKS[task.state].tone


@register.simple_tag
def message_tone(message: Message) -> str:
    """The tone of a message's state."""
    return sentences.MESSAGE_LOOKS[message.state].tone


@register.filter
def why(thing: Task | Message) -> str:
    """Why a task or a message is in its state, in one sentence."""
    return sentences.task_sentence(thing) if isinstance(thing, Task) else sentences.message_sentence(thing)


@register.simple_tag
def channel(name: str) -> SafeString:
    """A channel with its icon."""
    word, drawing = sentences.CHANNELS.get(name, (name, "message"))
    return format_html('<span class="row row-1 nowrap muted">{}{}</span>', icon(drawing, "i-sm"), str(word))


@register.filter
def channel_icon(name: str) -> str:
    """The icon of a channel."""
    return sentences.CHANNELS.get(name, ("", "message"))[1]


@register.filter
def role_word(role: str) -> str:
    """A recipient's role."""
    return str(sentences.ROLES.get(role, role))


@register.simple_tag(takes_context=True)
def moment(context: Context, at: datetime | None, *, short: bool = False) -> SafeString | str:
    """An instant in the agency's time; within a day also how long from now (alone when `short`)."""
    if at is None:
        return ""
    now = context["request"].now
    near = relative(at - now) if abs(at - now) < NEAR else ""
    full = written(at, now)
    stamp = format_html('<time datetime="{}" title="{}">', at.isoformat(timespec="seconds"), full)
    if short:
        return format_html("{}{}</time>", stamp, near or full)
    after = (
        format_html('<span class="comma">,</span> <span class="muted small nowrap">{}</span>', near)
        if near
        else ""
    )
    return format_html("{}{}</time>{}", stamp, full, after)


def written(at: datetime, now: datetime) -> str:
    """Day and time; the year only where it is not this one."""
    local = timezone.localtime(at)
    form = "D j M, H:i" if local.year == timezone.localtime(now).year else "j M Y, H:i"
    return formats.date_format(local, form)


def relative(gap: timedelta) -> str:
    """How far an instant is from now, in minutes or hours."""
    minutes = round(abs(gap).total_seconds() / 60)
    if minutes == 0:
        return gettext("now")
    if minutes >= 60:
        return later(round(minutes / 60)) if gap > timedelta(0) else earlier(round(minutes / 60))
    words = (
        ngettext("in %(n)s min", "in %(n)s min", minutes)
        if gap > timedelta(0)
        else ngettext("%(n)s min ago", "%(n)s min ago", minutes)
    )
    return words % {"n": minutes}


def later(hours: int) -> str:
    """Hours from now."""
    return ngettext("in %(n)s hour", "in %(n)s hours", hours) % {"n": hours}


def earlier(hours: int) -> str:
    """Hours ago."""
    return ngettext("%(n)s hour ago", "%(n)s hours ago", hours) % {"n": hours}


@register.filter
def waited(gap: timedelta) -> str:
    """A delay in seconds, minutes or hours."""
    seconds = round(gap.total_seconds())
    if seconds < 60:
        return ngettext("%(n)s second", "%(n)s seconds", seconds) % {"n": seconds}
    if seconds < 3600:
        return ngettext("%(n)s minute", "%(n)s minutes", seconds // 60) % {"n": seconds // 60}
    return ngettext("%(n)s hour", "%(n)s hours", seconds // 3600) % {"n": seconds // 3600}


@register.filter
def grouped(number: int) -> str:
    """A number with its thousands set apart."""
    return formats.number_format(number, use_l10n=True, force_grouping=True)


@register.filter
def city(zone: str) -> str:
    """The place that a time zone is named for."""
    return zone.rpartition("/")[2].replace("_", " ")


@register.filter
def initials(name: str) -> str:
    """The first letters of a name, at most two."""
    words: list[Any] = [word for word in name.split() if word[:1].isalnum()]
    return "".join(word[0] for word in [*words[:1], *words[1:][-1:]]).upper() or "?"


@register.filter
def may_act(member: Member) -> bool:
    """Whether the member may change anything."""
    return rights.may_act(member)


@register.filter
def actions_in(task: Task, place: str) -> list[Action]:
    """The buttons of a task: in a row of a list the main ones, else all."""
    return actions_for(task, in_row=place == "row")
