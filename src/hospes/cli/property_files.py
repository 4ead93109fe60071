"""Reads files of properties."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from hospes.kit.errors import Malformed

if TYPE_CHECKING:
    from hospes.bookings.save_properties import PropertyFacts


def read_properties(file: Path) -> "tuple[list[PropertyFacts], dict[str, str]]":
    """The properties of a YAML file `properties: [{name: …}, …]`, and the message group of those that say it.

    Raises:
        Malformed: it is no YAML, or a key or a value is wrong; the sentence names the path in the file.
    """
    from hospes.engine.written_properties import written_properties
    from hospes.planning.places import Place

    top = Place(file.name, read_yaml(file)).fields(("properties",), ("properties",))
    return written_properties(Place("properties", top["properties"].value))


def read_yaml(file: Path) -> Any:
    """What a YAML file says.

    Raises:
        Malformed: there is no such file, or it is no YAML.
    """
    import yaml

    try:
        return yaml.safe_load(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise Malformed(f"The file {file} cannot be read ({error.strerror}): check its name.") from error
    except UnicodeDecodeError as error:
        raise Malformed(f"{file} is not written in UTF-8: save it so.") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        raise Malformed(f"{file}: {place}{getattr(error, 'problem', None) or 'this is no YAML'}.") from error
