"""Commands: recipes list, recipes show, recipes add."""

from datetime import UTC, datetime
from textwrap import fill
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hospes.cli.differences import ConfirmOption, caution_for
from hospes.cli.installation import chosen_agency, connect
from hospes.cli.options import AgencyOption, DryRunOption, JsonOption, who
from hospes.cli.solutions import report
from hospes.cli.writing import say, say_table, write_json
from hospes.insight.timelines import when
from hospes.kit.errors import Malformed

if TYPE_CHECKING:
    from hospes.planning.recipes.load_recipes import Recipe

group = typer.Typer(help="Solutions with good defaults and words, ready to be added.", no_args_is_help=True)
NameArgument = Annotated[str, typer.Argument(metavar="RECIPE", help="The recipe, as the list calls it.")]
LanguageOption = Annotated[
    str, typer.Option("--language", metavar="CODE", help="Show the words in en, es, sk, cs, da or de.")
]
SolutionNameOption = Annotated[
    str | None, typer.Option("--name", help="What to call the solution; the recipe's own name if left out.")
]
SetOption = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Set something otherwise; as often as needed."),
]
OnOption = Annotated[bool, typer.Option("--on", help="Switch it on; it is off otherwise.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="recipes")


@group.command("list", epilog="Example: hospes recipes list")
def list_all(as_json: JsonOption = False) -> None:
    """Say which recipes there are."""
    connect()
    from hospes.planning.recipes.load_recipes import load_recipes

    recipes = load_recipes()
    if as_json:
        write_json([facts(recipe) for recipe in recipes])
        return
    rows = [
        (each.category, each.name, each.title, when(each.solution["trigger"]), each.minutes_saved)
        for each in recipes
    ]
    say_table(("category", "recipe", "what it does", "when", "minutes saved"), rows)


@group.command("show", epilog="Example: hospes recipes show review_thanks --language de")
def show(name: NameArgument, language: LanguageOption = "en", as_json: JsonOption = False) -> None:
    """Explain a recipe: what it does, what can be set, its solution and its words in one language."""
    connect()
    from hospes.planning.recipes.load_recipes import LANGUAGES, find_recipe
    from hospes.planning.recipes.set_recipes import written_recipe

    recipe = find_recipe(name)
    if language not in LANGUAGES:
        raise Malformed(f"No words are written in {language}: use one of {', '.join(LANGUAGES)}.")
    written = written_recipe(recipe, [language])
    if as_json:
        write_json({**facts(recipe), **written})
        return
    say(f"{recipe.title} ({recipe.name})\n\n{fill(recipe.summary, 100)}\n")
    for note in recipe.notes:
        say(fill(note, 100, initial_indent="- ", subsequent_indent="  "))
    say("")
    for setting in recipe.settings:
        say(f"--set {setting.name}=…  {setting.meaning}{' (needed)' if setting.is_required else ''}")
    import yaml

    say(yaml.safe_dump({"solutions": written["solutions"]}, allow_unicode=True, sort_keys=False, width=110))
    for template in written["templates"]:
        words = template["versions"][language]
        say(f"── {template['name']}, e-mail: {words['subject']}\n\n{words['text']}")
        say(f"── {template['name']}, SMS\n\n{words['sms']}\n")


@group.command(
    "add", epilog="Example: hospes recipes add sauna --set phone=+34600000000 --agency costa-blava --on"
)
def add(  # noqa: PLR0913  options of a command
    name: NameArgument,
    *,
    agency: AgencyOption = None,
    solution_name: SolutionNameOption = None,
    changes: SetOption = None,
    on: OnOption = False,
    dry_run: DryRunOption = False,
    confirm: ConfirmOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add a recipe's solution, switched off, with its words in the agency's languages."""
    found = chosen_agency(agency)
    from hospes.engine.change_solutions import change_solutions
    from hospes.planning.recipes.load_recipes import find_recipe
    from hospes.planning.recipes.set_recipes import recipe_for_agency

    written = recipe_for_agency(
        found.id,
        find_recipe(name),
        found.languages,
        changes=read_changes(changes or []),
        name=solution_name,
        active=on,
    )
    caution = caution_for(dry_run=dry_run, confirm=confirm)
    by = who()
    changed = change_solutions(found.id, written, now=datetime.now(UTC), by=by, caution=caution)
    report(changed, dry_run=dry_run, as_json=as_json)
    if not (on or dry_run or as_json):
        say(f'It is off. When you are content: hospes solutions on "{changed.saved[0].name}"')


def facts(recipe: "Recipe") -> dict[str, Any]:
    """What lists show of a recipe."""
    return {
        "name": recipe.name,
        "category": recipe.category,
        "recipe": recipe.kind,
        "title": recipe.title,
        "summary": recipe.summary,
        "minutes_saved": recipe.minutes_saved,
        "settings": {setting.name: setting.meaning for setting in recipe.settings},
        "templates": recipe.templates,
    }


def read_changes(written: list[str]) -> dict[str, str]:
    """What was typed after `--set`, by key.

    Raises:
        Malformed: one has no “=”.
    """
    for each in written:
        if "=" not in each:
            raise Malformed(f"--set {each} has no value: write it like trigger.at=10:00.", field="set")
    pairs = (each.partition("=") for each in written)
    return {key.strip(): value.strip() for key, _, value in pairs}
