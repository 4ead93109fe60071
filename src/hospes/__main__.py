"""The `hospes` command: joins the command line with this installation."""

import sys


def main() -> None:
    """Run the command line and end with its exit code: 0 done, 1 refused or failed, 2 usage."""
    from hospes.cli.main import run  # noqa: PLC0415 (a short command should not wait for all rooms)
    from hospes.config.installation import Installation  # noqa: PLC0415

    sys.exit(run(sys.argv[1:], Installation()))


if __name__ == "__main__":
    main()
