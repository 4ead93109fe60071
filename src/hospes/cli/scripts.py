"""What `simulate --script` does: play a script, show the inboxes, compare, save what was seen."""

import re
from collections.abc import Mapping
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from hospes.cli.installation import chosen_agency, connect
from hospes.cli.property_files import read_yaml
from hospes.cli.writing import counted, say, say_table, write_json
from hospes.kit.closest import closest
from hospes.kit.errors import Malformed

if TYPE_CHECKING:
    from hospes.engine.expectations import Arrived
    from hospes.engine.play_scripts import Played
    from hospes.engine.scripts import Script

WIDTH = 96
EXPECTATION = re.compile(r"^expect(_nothing_else)?\s*:")
TOP_KEY = re.compile(r"^[A-Za-z_]")


def stories() -> dict[str, Path]:
    """The stories that come with the product: name → file."""
    folder = Path(str(files("hospes.engine") / "stories"))
    return {file.stem: file for file in sorted(folder.glob("*.yaml"))}


def list_stories(*, as_json: bool) -> None:
    """Name the stories that come with the product."""
    rows = [{"name": name, "story": read_yaml(file)["story"]} for name, file in stories().items()]
    if as_json:
        write_json(rows)
    else:
        say_table(["name", "story"], [list(row.values()) for row in rows])


def play_file(file: str, agency: str | None, *, check: bool, save: bool, as_json: bool) -> None:
    """Play a script, say what came of it, and exit with 1 when it is not what the script expects."""
    place = find_script(file)
    written = read_yaml(place)
    script, played = play(written, agency)
    if save:
        save_expectations(place, played, script.zone)
        say(f"{place}: {counted(len(played.arrived), 'message')} saved as expected.")
        return
    if as_json:
        write_json(as_written(script, played))
    elif not check:
        show(script, played)
    if not as_json:
        say_outcome(script, played)
    if played.differences:
        raise typer.Exit(1)


def find_script(file: str) -> Path:
    """The file of a script, or the story of that name.

    Raises:
        Malformed: there is neither.
    """
    known = stories()
    if file in known:
        return known[file]
    if Path(file).is_file():
        return Path(file)
    near = closest(file, known)
    advice = (
        f"did you mean the story {near}?"
        if near
        else "“hospes simulate --stories” lists those that come along."
    )
    raise Malformed(f"There is no script {file}; {advice}", path=file)


def play(written: Any, agency: str | None) -> "tuple[Script, Played]":
    """Play a script on its own agency, or on a copy of a real one."""
    connect()
    from hospes.engine.play_scripts import play_script
    from hospes.engine.scripts import makes_agency, read_script

    if makes_agency(written):
        script = read_script(written)
        return script, play_script(script)
    found = chosen_agency(agency)
    script = read_script(written, zone=found.timezone)
    return script, play_script(script, copied=found.id)


def show(script: "Script", played: "Played") -> None:
    """Every inbox in order, and what was not sent, with the reason."""
    if script.title:
        say(script.title)
    for address, messages in played.inboxes.items():
        say(f"\n{address}")
        for one in messages:
            show_message(one, script.zone)
    rest = not_sent(script, played)
    if rest:
        say("\nNot sent")
        say_table(["when", "booking", "solution", "state", "why"], [list(row.values()) for row in rest])
    say("")


def show_message(one: "Arrived", zone: str) -> None:
    """A message in a few lines."""
    from hospes.engine.expectations import local

    what = f"{one.solution or 'by hand'}{f' · {one.booking}' if one.booking else ''}"
    say(f"  {local(one.at, zone)}  {one.channel:6}  {what}")
    if one.subject:
        say(f"      {one.subject}")
    text = " ".join(one.text.split())
    say(f"      {text[:WIDTH]}{' …' if len(text) > WIDTH else ''}")
    if one.files:
        say(f"      with {', '.join(one.files)}")


def not_sent(script: "Script", played: "Played") -> list[dict[str, str]]:
    """What made no message, or one that could not go, in order of time, with a sentence why."""
    from hospes.dispatch.reasons import message_reason
    from hospes.engine.expectations import local
    from hospes.planning.reasons import task_reason

    rows = [
        (one.due_at, one.booking, one.solution, one.state, task_reason(one.reason)) for one in played.ended
    ]
    rows += [
        (one.at, one.booking, one.solution, one.state, message_reason(one.reason)) for one in played.unsent
    ]
    names = ("when", "booking", "solution", "state", "why")
    return [dict(zip(names, (local(row[0], script.zone), *row[1:]), strict=True)) for row in sorted(rows)]


def say_outcome(script: "Script", played: "Played") -> None:
    """Whether all is as expected; else each difference."""
    for sentence in played.differences:
        say(sentence)
    if played.differences:
        say(f"{script.title or 'The script'}: {counted(len(played.differences), 'difference')}.")
    elif script.expected is not None or script.unsent:
        say(f"{script.title or 'The script'}: {counted(len(played.arrived), 'message')}, all as expected.")
    else:
        say(f"{counted(len(played.arrived), 'message')}; nothing is expected (--save keeps what was seen).")


def as_written(script: "Script", played: "Played") -> Mapping[str, Any]:
    """The same for programs."""
    from hospes.engine.expectations import local

    inboxes = {
        address: [
            {**asdict(one), "at": one.at.isoformat(), "local": local(one.at, script.zone)} for one in messages
        ]
        for address, messages in played.inboxes.items()
    }
    return {
        "story": script.title,
        "inboxes": inboxes,
        "not_sent": not_sent(script, played),
        "differences": list(played.differences),
    }


def save_expectations(file: Path, played: "Played", zone: str) -> None:
    """Write the inboxes into the script as what it expects; the rest of the file stays as it is."""
    import yaml

    from hospes.engine.expectations import written_expectations

    told = {"expect": written_expectations(played.arrived, zone), "expect_nothing_else": True}
    new = yaml.safe_dump(told, allow_unicode=True, sort_keys=False, width=110)
    file.write_text(without_expectations(file.read_text(encoding="utf-8-sig")) + new, encoding="utf-8")


def without_expectations(text: str) -> str:
    """The text of a script without the blocks `expect:` and `expect_nothing_else:`."""
    kept, is_inside = [], False
    for line in text.splitlines(keepends=True):
        if TOP_KEY.match(line):
            is_inside = bool(EXPECTATION.match(line))
        if not is_inside:
            kept.append(line)
    whole = "".join(kept)
    return whole if not whole or whole.endswith("\n") else whole + "\n"
