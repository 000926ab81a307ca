# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line: `konvert` opens the reader, `konvert fetch` receives letters without a window.

Qt is imported only where a window is wanted, so that the rest works without it.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mailapp.texts import set_language, tr

if TYPE_CHECKING:
    from collections.abc import Sequence

_USAGE: Final = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says; gives the exit status."""
    try:
        return _run(arguments)
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        extra = "gui" if missing in {"PyQt5", "nh3"} else "fetch"
        if missing in {"mailapp", "mailproto"}:
            raise
        sys.stderr.write(tr("{module} is missing: pip install konvert[{extra}]", module=missing, extra=extra) + "\n")
        return _USAGE


def _run(arguments: Sequence[str] | None) -> int:
    # imported here, so that what is missing is said in words
    from mailapp.fetch.command import add_arguments, run_fetch  # noqa: PLC0415
    from mailapp.settings import choose_language  # noqa: PLC0415

    set_language(choose_language())
    parser = argparse.ArgumentParser(
        prog="konvert", description=tr("Receives mail over IMAP; alone it opens the reader.")
    )
    profile_help = tr("the folder of settings, mail and trusted certificates")
    parser.add_argument("--profile", metavar="DIR", type=Path, default=None, help=profile_help)
    parser.add_argument("--screenshot", metavar="PNG", type=Path, default=None, help=argparse.SUPPRESS)
    commands = parser.add_subparsers(dest="command", metavar=tr("COMMAND"))
    fetch = commands.add_parser("fetch", help=tr("receive the letters of one folder"))
    fetch.add_argument("--profile", metavar="DIR", type=Path, default=argparse.SUPPRESS, help=profile_help)
    add_arguments(fetch)
    options = parser.parse_args(arguments)
    if options.command == "fetch":
        return run_fetch(options, options.profile)
    from mailapp.application import run  # noqa: PLC0415 - Qt is imported only where a window is wanted

    return run(options.profile, options.screenshot)


if __name__ == "__main__":
    sys.exit(main())
