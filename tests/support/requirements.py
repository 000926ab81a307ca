# SPDX-License-Identifier: MIT
"""What a test needs from the machine it runs on: skipped where it is missing, failed where it was promised.

`KONVERT_REQUIRE=dovecot,display,qt-tls,corpus` promises; CI does. Knows nothing of what the tests do with it.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

DOVECOT: Final = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
DEFAULT_CORPUS: Final = Path(__file__).parents[3] / "shared" / "corpus" / "mime"


def corpus_folder() -> Path:
    """Return the folder of letters that `KONVERT_CORPUS` names, else the one beside the project."""
    return Path(os.environ.get("KONVERT_CORPUS") or DEFAULT_CORPUS)


def _has_display() -> bool:
    return bool(os.environ.get("DISPLAY")) and os.environ.get("QT_QPA_PLATFORM", "xcb") == "xcb"


@cache
def _qt_encrypts() -> bool:
    if importlib.util.find_spec("PyQt5") is None:
        return False
    # asked in a process of its own: a test that can't use Qt must not have loaded it
    code = "import sys, PyQt5.QtNetwork as n; sys.exit(not n.QSslSocket.supportsSsl())"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0


# name: (whether it is there, what to do where it is not)
REQUIREMENTS: Final[dict[str, tuple[Callable[[], bool], str]]] = {
    "dovecot": (lambda: DOVECOT is not None, "install dovecot-imapd"),
    "display": (_has_display, "set DISPLAY, or install xvfb and use run.py"),
    "qt-tls": (_qt_encrypts, "use Debian's python3-pyqt5: tox run -e qt-tls"),
    "corpus": (lambda: corpus_folder().is_dir(), "set KONVERT_CORPUS to the folder of letters"),
}


def requires(name: str) -> None:
    """Go on where this machine has `name`; else skip the test, or fail it if `KONVERT_REQUIRE` promises `name`."""
    is_there, what_to_do = REQUIREMENTS[name]
    if is_there():
        return
    reason = f"{name} is missing: {what_to_do}"
    if name in os.environ.get("KONVERT_REQUIRE", "").split(","):
        pytest.fail(f"{reason} (KONVERT_REQUIRE names it)")
    pytest.skip(reason)
