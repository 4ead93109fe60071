"""Draw time lines as SVG, readable in light and dark; the same time line gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from hospes.insight.timelines import LEFT, RIGHT, Mark, Timeline

WIDTH, LINE = 760, 92
_STYLE = (
    ".card{fill:#fbfaf6}.ink{fill:#23211c}.soft{fill:#6b675c}.axis{stroke:#8a8577}.go{fill:#0b5d66}"
    ".span{stroke:#0b5d66}.end{stroke:#a33a2c}.endink{fill:#a33a2c}"
    "@media (prefers-color-scheme:dark){.card{fill:#1f1e1a}.ink{fill:#f3f1ea}.soft{fill:#b5b0a2}"
    ".axis{stroke:#8f8a7c}.go{fill:#5cc4cf}.span{stroke:#5cc4cf}.end{stroke:#f09383}.endink{fill:#f09383}}"
)


@dataclass(frozen=True, slots=True)
class Look:
    """How words look: class of the style sheet, size, which end is meant, weight."""

    name: str
    size: float
    anchor: str = "middle"
    weight: int = 400


_MOMENT, _GO = Look("ink", 13), Look("go", 14, weight=600)
_END, _NOTE = Look("endink", 12), Look("soft", 12.5, "start")


def draw_timeline(timeline: Timeline, title: str) -> str:
    """One picture.

    Args:
        timeline: what stands where.
        title: what the picture shows; read aloud by screen readers.

    Returns:
        An SVG document, without scripts or anything from elsewhere.
    """
    height = 150 + 20 * len(timeline.notes)
    said = [timeline.messages[0].label, *([timeline.end.label] if timeline.end else []), *timeline.notes]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        "aria-labelledby=\"t d\" font-family=\"system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, "
        'sans-serif">',
        f'<title id="t">{escape(title)}</title>',
        f'<desc id="d">{escape("; ".join(part.rstrip(".") for part in said))}.</desc>',
        f"<style>{_STYLE}</style>",
        f'<rect class="card" width="{WIDTH}" height="{height}" rx="12"/>',
        _line("axis", (LEFT - 30, LINE), (RIGHT + 30, LINE), style='stroke-width="2"'),
        *_moments(timeline),
        *_window(timeline),
        *_messages(timeline),
        *(_text((40, 152 + 20 * at), note, _NOTE) for at, note in enumerate(timeline.notes)),
        "</svg>\n",
    ]
    return "\n".join(parts)


def _moments(timeline: Timeline) -> Iterator[str]:
    for mark in timeline.moments:
        if mark.label:
            yield _line("axis", (mark.x, LINE - 8), (mark.x, LINE + 8), style='stroke-width="2"')
            yield _text((mark.x, LINE + 28), mark.label, _MOMENT)


def _window(timeline: Timeline) -> Iterator[str]:
    """From the first message to where it becomes too late."""
    if timeline.end is None:
        return
    start, end = timeline.messages[0].x, timeline.end.x
    if end > start:
        yield _line("span", (start, LINE), (end, LINE), style='stroke-width="6" stroke-opacity="0.35"')
    yield _line("end", (end, LINE - 22), (end, LINE + 10), style='stroke-width="2" stroke-dasharray="3 3"')
    yield _label(timeline.end, LINE - 28, _END)


def _messages(timeline: Timeline) -> Iterator[str]:
    first, *others = timeline.messages
    for mark in others:
        yield f'<circle class="go" cx="{mark.x:.1f}" cy="{LINE}" r="5" fill-opacity="0.75"/>'
    yield f'<circle class="go" cx="{first.x:.1f}" cy="{LINE}" r="8"/>'
    yield _label(first, LINE - 54, _GO)


def _line(name: str, start: tuple[float, float], end: tuple[float, float], *, style: str) -> str:
    (x1, y1), (x2, y2) = start, end
    return f'<line class="{name}" x1="{x1:.1f}" y1="{y1:g}" x2="{x2:.1f}" y2="{y2:g}" {style}/>'


def _label(mark: Mark, y: float, look: Look) -> str:
    """Words above a point, kept inside the picture."""
    half = len(mark.label) * look.size * 0.27
    x = min(max(mark.x, 20 + half), WIDTH - 20 - half)
    return _text((x, y), mark.label, look)


def _text(at: tuple[float, float], words: str, look: Look) -> str:
    x, y = at
    return (
        f'<text class="{look.name}" x="{x:.1f}" y="{y:g}" font-size="{look.size:g}" '
        f'text-anchor="{look.anchor}" font-weight="{look.weight}">{escape(words)}</text>'
    )
