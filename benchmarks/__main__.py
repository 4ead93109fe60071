"""`python -m benchmarks [NAME …] [--scale 0.1]`: run benchmarks and print their tables."""

from __future__ import annotations

import argparse
import importlib
import pkgutil

import benchmarks
from benchmarks.bench import database, keep, table

PARTS = {"bench", "__main__"}


def main() -> None:
    """Run the named benchmarks, or all of them, each in an empty database."""
    names = [m.name for m in pkgutil.iter_modules(benchmarks.__path__) if m.name not in PARTS]
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(names)}; none is all")
    parser.add_argument("--scale", type=float, default=1.0, help="size of the work, 1 is that of quality.md")
    options = parser.parse_args()
    unknown = sorted(set(options.names) - set(names))
    if unknown:
        parser.error(f"there is no benchmark {', '.join(unknown)}; choose from {', '.join(names)}")
    for name in options.names or names:
        with database("bench"):
            figures = importlib.import_module(f"benchmarks.{name}").run(options.scale)
        print(f"\n{name}\n{table(figures)}\n→ {keep(name, figures)}")


main()
