# SPDX-License-Identifier: MIT
"""Runs the checks that tox.ini names in this environment: style, types, layers, tests and their coverage.

`python3 run.py test` calls it once everything is installed. Gives the tests a display where there is none, and ends
with a line that says how many tests passed and which checks did. Knows nothing of what the checks look at.
"""

from __future__ import annotations

import configparser
import contextlib
import os
import select
import shlex
import shutil
import signal
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import TYPE_CHECKING, Final

from run import INTERRUPTED, READY_WITHIN, ROOT, beside, end_by_signal, has_display, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

REPORTS: Final = ROOT / ".tox"
TOOLS: Final = Path(sys.executable).parent


def tox_commands(text: str, environment: str, arguments: Sequence[str]) -> list[list[str]]:
    """Return the commands of an environment of tox.ini, `{posargs}` replaced, for `.venv` to run."""
    parser = configparser.ConfigParser(interpolation=None)
    parser.read_string(text)
    commands = []
    for line in parser[f"testenv:{environment}"]["commands"].strip().splitlines():
        words = [arguments if word == "{posargs}" else (word,) for word in shlex.split(line)]
        commands.append([word for group in words for word in group])
    return commands


@contextlib.contextmanager
def screen(environ: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Yield the environment for tests with windows: the display there is, else a virtual one, else Qt without any."""
    with contextlib.ExitStack() as programs:
        xvfb, openbox = shutil.which("Xvfb"), shutil.which("openbox")
        if has_display(environ, sys.platform):
            yield dict(environ)
        elif xvfb and (number := start_xvfb(xvfb, programs)):
            display = {**environ, "DISPLAY": f":{number}"}
            if openbox:
                programs.enter_context(beside(subprocess.Popen([openbox], env=display)))
            yield display
        else:
            yield {**environ, "QT_QPA_PLATFORM": "offscreen"}


def start_xvfb(xvfb: str, programs: contextlib.ExitStack) -> str:
    """Start a virtual display that ends with `programs`; returns its number, or nothing if it does not start."""
    reader, writer = os.pipe()
    command = [xvfb, "-displayfd", str(writer), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"]
    programs.enter_context(beside(subprocess.Popen(command, pass_fds=(writer,), stderr=subprocess.DEVNULL)))
    os.close(writer)
    with os.fdopen(reader, "rb") as answer:
        is_there, _, _ = select.select([answer], [], [], READY_WITHIN)
        return answer.readline().decode("ascii").strip() if is_there else ""


def debian_has_qt() -> bool:
    """Whether the system's own Python has a PyQt5 that can encrypt."""
    code = "import sys, PyQt5.QtNetwork as n; sys.exit(sys.version_info < (3, 11) or not n.QSslSocket.supportsSsl())"
    with contextlib.suppress(OSError):
        return subprocess.run(["/usr/bin/python3", "-c", code], capture_output=True, check=False).returncode == 0
    return False


def counted(reports: Sequence[Path]) -> str:
    """Return pytest's counts, summed over its reports: '12 passed, 0 failed, 1 skipped'."""
    passed = failed = skipped = 0
    for report in reports:
        for suite in ET.parse(report).getroot().iter("testsuite"):  # noqa: S314 (pytest has just written it for us)
            bad = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
            skips = int(suite.get("skipped", 0))
            failed, skipped, passed = failed + bad, skipped + skips, passed + int(suite.get("tests", 0)) - bad - skips
    return f"{passed} passed, {failed} failed, {skipped} skipped"


def run_step(name: str, arguments: Sequence[str], environ: Mapping[str, str]) -> str:
    """Run one environment of tox.ini in `.venv`; returns 'ok', or 'FAILED' if a command of it failed."""
    say(f"== {name}")
    failed = False
    for words in tox_commands((ROOT / "tox.ini").read_text("utf-8"), name, arguments):
        command = [str(TOOLS / words[0]), *words[1:]]
        failed |= subprocess.call(command, cwd=ROOT, env=dict(environ)) != 0
    return "FAILED" if failed else "ok"


def run_qt_tls(environ: Mapping[str, str]) -> str:
    """Run the tests that need the system's own PyQt5, in an environment that tox makes; returns the result in words."""
    if debian_has_qt():
        say("== qt-tls")
        failed = (
            subprocess.call([sys.executable, "-m", "tox", "run", "-q", "-e", "qt-tls"], cwd=ROOT, env=dict(environ))
            != 0
        )
        return "FAILED" if failed else "ok"
    required = "qt-tls" in environ.get("KONVERT_REQUIRE", "").split(",")
    return "FAILED (Debian's python3-pyqt5 is required)" if required else "not run (needs Debian's python3-pyqt5)"


def pass_tests(arguments: Sequence[str]) -> int:
    """Run every check, or with arguments the tests alone; returns 0 only if all passed."""
    for old in REPORTS.glob("*.xml"):
        old.unlink()
    results: dict[str, str] = {}
    with screen(os.environ) as environ:
        if not arguments:
            results = {name: run_step(name, (), environ) for name in ("lint", "types", "layers")}
            results["qt-tls"] = run_qt_tls(environ)
        results["tests"] = run_step("tests", arguments, environ)
    if not arguments:
        results["coverage"] = run_step("coverage", (), os.environ)
    counts = counted(sorted(REPORTS.glob("*.xml")))
    say(f"{counts}; " + ", ".join(f"{name} {result}" for name, result in results.items()))
    return int(any(result.startswith("FAILED") for result in results.values()))


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, end_by_signal)
    try:
        sys.exit(pass_tests(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
