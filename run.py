#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Konvert's two commands, for a computer that has only Python: try the reader, and pass the tests.

Makes `.venv`, installs the pinned packages and, where it may, the system libraries that Qt needs, and remembers that
it did. Knows nothing of mail: the reader, the test server and the tools are programs that it starts. Uses only the
standard library, and at its top nothing newer than Python 3.8, so that an old Python gets a sentence, no traceback.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import importlib.util
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from types import FrameType

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
CONSTRAINTS = ROOT / ".ci" / "constraints.txt"
SYSTEM = ROOT / ".ci" / "system.toml"
HELP = ROOT / ".ci" / "help.txt"
PROJECT = ROOT / "pyproject.toml"
DEMO = ROOT / "konvert-demo"
OLDEST_PYTHON = (3, 11)
DISK_NEEDED = 900_000_000  # bytes: .venv with the reader, the test server and the test tools, and pip's work beside it
READY_WITHIN = 30.0  # seconds for the test server to listen
PICTURE_WITHIN = 120.0  # seconds for the reader to receive and draw
END_WITHIN = 10.0  # seconds for a program of ours to end by itself
SHOW_EVERY = 0.1 if sys.stdout.isatty() else 2.0  # seconds between two lines of an installer that are shown
INTERRUPTED = 130
PROGRESS = re.compile(r"\s*(Collecting|Downloading|Building|Installing|Get:|Unpacking|Setting up)\b")


class Problem(Exception):
    """Konvert can't go on; the text says why and what to do."""


# --- What this computer has ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Machine:
    """Everything that decides what to install, as plain values so that a test can describe any computer."""

    missing_libraries: tuple[str, ...] = ()
    has_fonts: bool = True
    has_venv: bool = True
    has_screen: bool = True  # a display, or Xvfb to make one
    has_apt: bool = True
    may_install: bool = False
    is_root: bool = False


@lru_cache(maxsize=1)
def system_facts() -> dict[str, Any]:
    """Return `.ci/system.toml`: the libraries, the fonts and the advice."""
    return read_toml(SYSTEM)


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file."""
    import tomllib  # noqa: PLC0415 (an older Python must be able to read this file to learn that it is too old)

    return tomllib.loads(path.read_text("utf-8"))


def has_display(environ: Mapping[str, str], platform: str) -> bool:
    """Whether a window can be shown: always on Windows and macOS, elsewhere where X11 or Wayland is announced."""
    return platform in {"win32", "darwin"} or bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


def packages_needed(machine: Machine, *, for_tests: bool) -> list[str]:
    """Name the Debian packages that `machine` lacks; Xvfb, which tests can do without, only where it may install."""
    needed = [] if machine.has_venv else [f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"]
    needed += sorted({system_facts()["libraries"][name] for name in machine.missing_libraries})
    if not machine.has_fonts:
        needed += system_facts()["fonts"]["packages"]
    if for_tests and machine.may_install and not machine.has_screen:
        needed.append("xvfb")
    return needed


def look_at_machine() -> Machine:
    """Look at this computer; nothing is changed."""
    is_root = os.name == "posix" and os.geteuid() == 0
    has_apt = shutil.which("apt-get") is not None
    is_linux = sys.platform.startswith("linux")
    return Machine(
        missing_libraries=tuple(name for name in system_facts()["libraries"] if not _loads(name)) if is_linux else (),
        has_fonts=not is_linux or _has_fonts(),
        has_venv=all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")),
        has_screen=has_display(os.environ, sys.platform) or shutil.which("Xvfb") is not None,
        has_apt=has_apt,
        may_install=has_apt and (is_root or _sudo_asks_nothing()),
        is_root=is_root,
    )


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _has_fonts() -> bool:
    folders = (Path(folder).expanduser() for folder in system_facts()["fonts"]["folders"])
    names = (name for folder in folders for _, _, names in os.walk(folder) for name in names)
    return any(name.endswith((".ttf", ".otf", ".ttc", ".pfb")) for name in names)


def _sudo_asks_nothing() -> bool:
    sudo = shutil.which("sudo")
    return sudo is not None and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0


# --- Installing ---------------------------------------------------------------------------------------------------


def install_line(packages: Sequence[str], *, is_root: bool) -> str:
    """Return the one line that a person can paste to install `packages`."""
    sudo = "" if is_root else "sudo "
    return f"{sudo}apt-get update && {sudo}apt-get install -y --no-install-recommends {' '.join(packages)}"


def refusal(machine: Machine, packages: Sequence[str]) -> str:
    """Return what to tell the person where `packages` are needed and may not be installed, or nothing."""
    if not packages or machine.may_install:
        return ""
    if machine.has_apt:
        line = install_line(packages, is_root=machine.is_root)
        return f"Qt or Python need packages of your system. Paste this line, then start again:\n\n    {line}\n"
    lacking = [*machine.missing_libraries, *(() if machine.has_fonts else ("any font",))]
    lacking += () if machine.has_venv else ("Python's modules venv and ensurepip",)
    return (
        f"This computer lacks: {', '.join(lacking)}. Install them with your system's package manager, then start again."
    )


def install_system_packages(machine: Machine, packages: Sequence[str]) -> None:
    """Install Debian packages, or raise `Problem` with the line to paste."""
    if said := refusal(machine, packages):
        raise Problem(said)
    if not packages:
        return
    say(f"Installing {len(packages)} system packages: {' '.join(packages)}")
    apt = [*(() if machine.is_root else ("sudo", "-n")), "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"]
    apt += ["-o", "DPkg::Lock::Timeout=120"]
    watch([*apt, "update"])
    watch([*apt, "install", "-y", "--no-install-recommends", *packages])


def stamp(*, for_tests: bool) -> str:
    """Return what an up-to-date `.venv` has written in its stamp: the installation's inputs, hashed."""
    digest = hashlib.sha256()
    inputs = (PROJECT.read_bytes(), CONSTRAINTS.read_bytes(), SYSTEM.read_bytes(), os.fsencode(PYTHON.resolve()))
    for part in inputs:
        digest.update(hashlib.sha256(part).digest())
    return f"{digest.hexdigest()} {'test' if for_tests else 'run'} {ROOT}"


def is_current(written: str, *, for_tests: bool) -> bool:
    """Whether a `.venv` with this stamp serves: one made for the tests serves the reader too."""
    return written in {stamp(for_tests=True), stamp(for_tests=for_tests)}


def was_moved(written: str) -> bool:
    """Whether a `.venv` with this stamp was made in another folder: its scripts then start a Python that is gone."""
    return bool(written) and not written.endswith(f" {ROOT}")


def requirements(*, for_tests: bool) -> list[str]:
    """Return what pip is to install: this project by its path, and the test tools."""
    tools = dependency_group(read_toml(PROJECT)["dependency-groups"], "dev") if for_tests else []
    return ["--editable", f"{ROOT}[gui,testserver]", *tools]


def dependency_group(groups: Mapping[str, Sequence[str | Mapping[str, str]]], name: str) -> list[str]:
    """Return the requirements of a dependency group, included groups in their places (PEP 735)."""
    found: list[str] = []
    for entry in groups[name]:
        found += [entry] if isinstance(entry, str) else dependency_group(groups, entry["include-group"])
    return found


def set_up(*, for_tests: bool) -> None:
    """Make `.venv` and everything in it current; quick where nothing is to be done."""
    stamp_file = VENV / "konvert-stamp"
    written = stamp_file.read_text("utf-8") if stamp_file.is_file() else ""
    if PYTHON.exists() and is_current(written, for_tests=for_tests):
        return
    if shutil.disk_usage(ROOT).free < DISK_NEEDED:
        raise Problem(f"The disk has less than {DISK_NEEDED // 1_000_000} MB left: free some space and start again.")
    machine = look_at_machine()
    install_system_packages(machine, packages_needed(machine, for_tests=for_tests))
    if was_moved(written) or not _has_pip(PYTHON):
        make_venv(VENV)
    stamp_file.unlink(missing_ok=True)
    say(f"Installing Python packages into .venv{' with the test tools' if for_tests else ''}; minutes, only once")
    pip = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--progress-bar", "off"]
    pip += ["--constraint", str(CONSTRAINTS)]
    watch([*pip, "setuptools"])
    watch([*pip, "--no-build-isolation", *requirements(for_tests=for_tests)])
    stamp_file.write_text(stamp(for_tests=for_tests), "utf-8")


def make_venv(folder: Path) -> None:
    """Make an empty environment in `folder`; one that is a link to another place is left as it is there."""
    say("Making .venv")
    if folder.is_symlink():
        folder.unlink()
    watch([sys.executable, "-m", "venv", "--clear", str(folder)])


def _has_pip(python: Path) -> bool:
    command = [str(python), "-c", f"import pip, sys; sys.exit(sys.version_info < {OLDEST_PYTHON})"]
    return python.exists() and subprocess.run(command, capture_output=True, check=False).returncode == 0


def failure(command: Sequence[str], said: Sequence[str]) -> str:
    """Return what to tell a person of an installer that failed: the lines that say why, and what to do about it."""
    for known in system_facts()["advice"]:
        if telling := [line for line in said if re.search(known["said"], line)]:
            return _worded(command, telling[-3:], known["answer"])
    return _worded(command, said[-8:], "Start again; if it fails in the same way, run this line by hand to see it all.")


def _worded(command: Sequence[str], lines: Sequence[str], answer: str) -> str:
    return "\n".join((f"This did not work: {shlex.join(command)}", *(f"    {line}" for line in lines), answer))


def watch(command: Sequence[str]) -> None:
    """Run an installer, show its progress, and raise `Problem` with its last words and advice if it fails."""
    said: list[str] = []
    shown = 0.0
    try:
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
        ) as process:
            for line in process.stdout or ():
                said.append(line.rstrip())
                if PROGRESS.match(line) and time.monotonic() - shown > SHOW_EVERY:
                    show_progress(line.strip())
                    shown = time.monotonic()
        failed = process.returncode != 0
    except OSError as error:
        said.append(str(error))
        failed = True
    show_progress("")
    if failed:
        raise Problem(failure(command, said))


def say(text: str) -> None:
    """Tell the person what is going on."""
    print(f"konvert: {text}", flush=True)


def show_progress(line: str) -> None:
    """Show an installer's line: in a terminal over the last one, else below it."""
    if sys.stdout.isatty():
        print(f"\r\x1b[K  {line[:76]}" if line else "\r\x1b[K", end="", flush=True)
    elif line:
        print(f"  {line[:118]}", flush=True)


# --- The reader ---------------------------------------------------------------------------------------------------


def ours(*words: object) -> list[str]:
    """Return the command line of a Python module in `.venv`."""
    return [str(PYTHON), "-m", *(str(word) for word in words)]


@contextlib.contextmanager
def beside(process: subprocess.Popen[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """Let a program run beside this one; it is ended, and waited for, however the block ends."""
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(END_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextlib.contextmanager
def sample_server(folder: Path) -> Iterator[Path]:
    """Run the test server with its sample letters on the port it had last time; yields its ready file."""
    folder.mkdir(parents=True, exist_ok=True)
    port_file, ready_file = folder / "port", folder / "ready.json"
    last_port = port_file.read_text("ascii") if port_file.is_file() else "0"
    for port in dict.fromkeys((last_port, "0")):
        ready_file.unlink(missing_ok=True)
        command = ours("testserver", "--port", port, "--ready-file", ready_file, "--ca-file", folder / "authority.pem")
        with beside(subprocess.Popen(command, cwd=ROOT)) as server:
            if is_ready(server, ready_file):
                port_file.write_text(str(json.loads(ready_file.read_text("utf-8"))["port"]), "ascii")
                yield ready_file
                return
        say(f"The test server did not start on port {port}.")
    raise Problem("The test server does not start; its own message is above.")


def is_ready(server: subprocess.Popen[bytes], ready_file: Path) -> bool:
    """Wait until the server has written its ready file; false if it ended or took too long."""
    deadline = time.monotonic() + READY_WITHIN
    while not ready_file.exists():
        if server.poll() is not None or time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def start_reader() -> int:
    """Open the reader on the sample server, or receive without a window; returns the exit code."""
    set_up(for_tests=False)
    profile = DEMO / "profile"
    with sample_server(DEMO / "server") as ready_file:
        if status := subprocess.call(ours("mailapp.demo", profile, ready_file), cwd=ROOT):
            return status
        if has_display(os.environ, sys.platform):
            return open_window(profile)
        say("There is no display (neither DISPLAY nor WAYLAND_DISPLAY is set): receiving without a window.")
        ready = json.loads(ready_file.read_text("utf-8"))
        return receive(ready, DEMO / "letters") or draw_window(profile, DEMO / "window.png")


def open_window(profile: Path) -> int:
    """Open the reader and wait until it is closed; returns its exit code."""
    status = subprocess.call(ours("mailapp", "--profile", profile), cwd=ROOT)
    if status == -signal.SIGABRT:  # so Qt ends a program that can't reach the display
        line = "env -u DISPLAY -u WAYLAND_DISPLAY python3 run.py"
        raise Problem(f"The window could not be opened on this display. To receive without a window: {line}")
    return status


def receive(ready: Mapping[str, object], folder: Path) -> int:
    """Receive the sample INBOX into `folder` and tell what arrived; returns fetch's exit code."""
    url = f"imaps://{ready['user']}@{ready['host']}:{ready['port']}/INBOX"
    command = ours("mailapp", "fetch", url, "--to", folder, "--ca-file", ready["ca_file"])
    command += ["--password-env", "KONVERT_DEMO_PASSWORD", "--json"]
    environ = {**os.environ, "KONVERT_DEMO_PASSWORD": str(ready["password"])}
    status = subprocess.run(command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL, check=False).returncode
    if status == 0:
        say(arrived(folder))
    return status


def arrived(folder: Path) -> str:
    """Return a sentence on what the manifest of `folder` lists."""
    lines = (folder / "manifest.jsonl").read_text("utf-8").splitlines()
    attachments = [attachment for line in lines for attachment in json.loads(line)["attachments"]]
    size = sum(attachment["size"] for attachment in attachments) / 1e6
    return f"In {folder}: letters: {len(lines)}, attachments: {len(attachments)} ({size:.1f} MB)"


def draw_window(profile: Path, picture: Path) -> int:
    """Have the reader draw its window into a file, without a screen; returns its exit code."""
    command = ours("mailapp", "--profile", profile, "--screenshot", picture)
    # the platform without a screen warns of each window that it has none
    environ = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_LOGGING_RULES": "default.warning=false"}
    try:
        status = subprocess.call(command, cwd=ROOT, env=environ, timeout=PICTURE_WITHIN)
    except subprocess.TimeoutExpired:
        raise Problem(f"The window was not drawn within {PICTURE_WITHIN:.0f} s; the letters are received.") from None
    if status == 0:
        say(f"The window is drawn in {picture}")
    return status


# --- The command line ---------------------------------------------------------------------------------------------


def main(arguments: Sequence[str]) -> int:
    """Do what the command line asks; returns the exit code."""
    if sys.version_info < OLDEST_PYTHON:
        needed = ".".join(map(str, OLDEST_PYTHON))
        raise Problem(
            f"Konvert needs Python {needed} or newer; this is {sys.version.split()[0]}. Try: python{needed} run.py"
        )
    if not arguments:
        return start_reader()
    if arguments[0] == "test":
        set_up(for_tests=True)
        return subprocess.call(ours("tests.checks", *arguments[1:]), cwd=ROOT)
    print(HELP.read_text("utf-8"))
    return 0 if arguments[0] in {"--help", "-h"} else 2


def end_by_signal(number: int, _frame: FrameType | None) -> None:
    """End this program by leaving every block, so that the programs it started are ended too."""
    raise SystemExit(128 + number)


def run_quietly(arguments: Sequence[str]) -> int:
    """Do what the command line asks; a problem is a sentence, an interruption is silent."""
    try:
        return main(arguments)
    except Problem as problem:
        print(f"konvert: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, end_by_signal)
    sys.exit(run_quietly(sys.argv[1:]))
