# SPDX-License-Identifier: MIT
"""Tests of run.py's decisions, on machines that are only described; nothing is installed and no network is used."""

from __future__ import annotations

import contextlib
import json
import signal
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

VENV_PACKAGE = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
FONTS = ("fonts-dejavu-core", "fonts-noto-color-emoji")
BARE = run.Machine(
    missing_libraries=("libGL.so.1", "libgthread-2.0.so.0", "libglib-2.0.so.0"),
    has_fonts=False,
    has_venv=False,
    has_screen=False,
    may_install=True,
    is_root=True,
)


@pytest.mark.parametrize(
    ("machine", "for_tests", "packages"),
    [
        (run.Machine(), False, []),
        (run.Machine(), True, []),
        (BARE, False, [VENV_PACKAGE, "libgl1", "libglib2.0-0", *FONTS]),
        (BARE, True, [VENV_PACKAGE, "libgl1", "libglib2.0-0", *FONTS, "xvfb"]),
        (run.Machine(has_venv=False), False, [VENV_PACKAGE]),
        (run.Machine(missing_libraries=("libxcb-xkb.so.1",)), False, ["libxcb-xkb1"]),
        (run.Machine(has_screen=False), True, []),
        (run.Machine(has_screen=False, may_install=True), False, []),
    ],
)
def test_names_the_packages_that_a_machine_lacks(machine: run.Machine, packages: list[str], *, for_tests: bool) -> None:
    """Each missing thing is one package, named once; Xvfb is only for tests, and never worth asking a person for."""
    assert run.packages_needed(machine, for_tests=for_tests) == packages


def test_prints_one_line_to_paste_where_it_may_not_install() -> None:
    """An ordinary user without sudo's consent gets the whole command, with sudo in it."""
    said = run.refusal(run.Machine(has_venv=False), ["python3-venv", "libgl1"])
    assert "    sudo apt-get update && sudo apt-get install -y --no-install-recommends python3-venv libgl1\n" in said


def test_names_the_libraries_where_there_is_no_apt() -> None:
    """On other systems the packages have other names, so the libraries themselves are told."""
    machine = run.Machine(missing_libraries=("libGL.so.1",), has_fonts=False, has_venv=False, has_apt=False)
    said = run.refusal(machine, run.packages_needed(machine, for_tests=False))
    assert "libGL.so.1, any font, Python's modules venv and ensurepip" in said


@pytest.mark.parametrize("machine", [run.Machine(), run.Machine(may_install=True), BARE])
def test_refuses_nothing_where_nothing_lacks_or_it_may_install(machine: run.Machine) -> None:
    """A person is only asked for help where run.py can't help itself."""
    assert run.refusal(machine, run.packages_needed(machine, for_tests=False)) == ""


def test_looks_at_this_machine_without_changing_it() -> None:
    """Every library that is missing here has a package in the table."""
    machine = run.look_at_machine()
    assert set(machine.missing_libraries) <= set(run.system_facts()["libraries"])


@pytest.mark.parametrize(
    ("environ", "platform", "shown"),
    [
        ({}, "linux", False),
        ({"DISPLAY": ""}, "linux", False),
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({}, "darwin", True),
        ({}, "win32", True),
    ],
)
def test_knows_whether_a_window_can_be_shown(environ: dict[str, str], platform: str, *, shown: bool) -> None:
    """A display is what X11 or Wayland announce; Windows and macOS always have one."""
    assert run.has_display(environ, platform) is shown


def test_a_stamp_is_current_until_an_input_of_the_installation_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second start does nothing; a changed pin, project file or table installs anew."""
    inputs = {}
    for name in ("PROJECT", "CONSTRAINTS", "SYSTEM"):
        inputs[name] = tmp_path / name
        inputs[name].write_text(name)
        monkeypatch.setattr(run, name, inputs[name])
    written = run.stamp(for_tests=False)
    assert run.is_current(written, for_tests=False)
    for name, file in inputs.items():
        file.write_text("changed")
        assert not run.is_current(written, for_tests=False)
        file.write_text(name)
    assert run.is_current(written, for_tests=False)


def test_what_was_installed_for_the_tests_serves_the_reader_but_not_the_other_way() -> None:
    """The test tools are a superset."""
    assert run.is_current(run.stamp(for_tests=True), for_tests=False)
    assert not run.is_current(run.stamp(for_tests=False), for_tests=True)


def test_notices_that_the_folder_was_moved() -> None:
    """A `.venv` does not survive a move, so it is made anew."""
    written = run.stamp(for_tests=False)
    assert not run.was_moved(written)
    assert run.was_moved(written.replace(str(run.ROOT), "/elsewhere"))
    assert not run.was_moved("")


def test_an_environment_that_is_linked_to_is_not_emptied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where `.venv` is a link, the link gives way and what it leads to stays whole."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "precious").touch()
    (tmp_path / ".venv").symlink_to(elsewhere)
    made: list[list[str]] = []
    monkeypatch.setattr(run, "watch", made.append)
    run.make_venv(tmp_path / ".venv")
    assert (elsewhere / "precious").exists()
    assert not (tmp_path / ".venv").is_symlink()
    assert made[0][-1] == str(tmp_path / ".venv")


def test_a_dependency_group_holds_what_it_includes() -> None:
    """Included groups stand in their places, as PEP 735 says."""
    groups: dict[str, list[str | dict[str, str]]] = {
        "test": ["pytest"],
        "dev": ["ruff", {"include-group": "test"}, "mypy"],
    }
    assert run.dependency_group(groups, "dev") == ["ruff", "pytest", "mypy"]


def test_installs_this_project_by_its_path_and_the_tools_only_for_tests() -> None:
    """A change in the source shows without installing again."""
    assert run.requirements(for_tests=False) == ["--editable", f"{run.ROOT}[gui,testserver]"]
    assert any(each.startswith("pytest") for each in run.requirements(for_tests=True))


def test_every_requirement_is_pinned() -> None:
    """What pip is told by name has its exact version in the constraints."""
    lines = run.CONSTRAINTS.read_text("utf-8").splitlines()
    pinned = {line.split("==")[0].lower() for line in lines if "==" in line}
    project = run.read_toml(run.PROJECT)
    extras = [each for group in project["project"]["optional-dependencies"].values() for each in group]
    wanted = {each.split(">")[0].split("[")[0].lower() for each in [*extras, *run.requirements(for_tests=True)[2:]]}
    assert wanted - {"konvert"} <= pinned


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("ERROR: Could not install packages: [Errno 28] No space left on device", "disk is full"),
        ("Temporary failure in name resolution", "check the network"),
        ("W: Failed to fetch ... Temporary failure resolving 'deb.debian.org'", "check the network"),
        ("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]", "PIP_CERT"),
        ("E: Could not get lock /var/lib/dpkg/lock-frontend", "Another package manager"),
        ("ERROR: No matching distribution found for PyQt5-Qt5==5.15.19", "another Python"),
        ("error: [Errno 13] Permission denied: '.venv'", "may not be written"),
        ("something nobody has seen", "run this line by hand"),
    ],
)
def test_every_failure_says_what_to_do(said: str, answer: str) -> None:
    """What pip and apt-get print is turned into advice, with the line that shows why."""
    told = run.failure(["pip", "install"], ["Collecting x", said, "something else"])
    assert told.startswith("This did not work: pip install\n")
    assert f"    {said}\n" in told
    assert answer in told


def test_a_failed_installer_is_told_with_its_last_words() -> None:
    """The person sees the command, what it said last and what to do."""
    with pytest.raises(run.Problem, match=r"(?s)This did not work: .*No space left.*disk is full"):
        run.watch([sys.executable, "-c", "import sys; print('No space left on device'); sys.exit(1)"])
    with pytest.raises(run.Problem, match=r"(?s)no-such-installer.*No such file"):
        run.watch(["no-such-installer"])


def test_tells_what_arrived(tmp_path: Path) -> None:
    """Letters and attachments are counted from the manifest that fetch writes."""
    lines = ['{"attachments": [{"size": 1500000}, {"size": 500000}]}', '{"attachments": []}']
    (tmp_path / "manifest.jsonl").write_text("\n".join(lines) + "\n")
    assert run.arrived(tmp_path) == f"In {tmp_path}: letters: 2, attachments: 2 (2.0 MB)"


def test_a_program_beside_ends_with_its_block() -> None:
    """However the block ends, the program is ended and waited for."""
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    with pytest.raises(KeyError), run.beside(process):
        raise KeyError
    assert process.returncode is not None


def test_a_server_that_ends_at_once_is_not_waited_for(tmp_path: Path) -> None:
    """A server that can't start is noticed by its end, not by the deadline."""
    with run.beside(subprocess.Popen([sys.executable, "-c", ""])) as process:
        assert not run.is_ready(process, tmp_path / "ready.json")


def called(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Call run.py as a person does."""
    command = [sys.executable, str(run.ROOT / "run.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False)


def test_help_explains_in_english_and_russian() -> None:
    """`--help` names both commands in both languages and exits with 0."""
    answer = called("--help")
    assert answer.returncode == 0
    assert answer.stdout.count("python3 run.py test ") == 4
    assert "receives mail" in answer.stdout
    assert "получает почту" in answer.stdout


def test_an_unknown_word_shows_the_help_and_is_an_error() -> None:
    """A slip of the keyboard installs nothing."""
    answer = called("tset")
    assert answer.returncode == 2
    assert "python3 run.py test" in answer.stdout


def test_an_old_python_gets_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence names the version needed and the version at hand."""
    monkeypatch.setattr("run.sys.version_info", (3, 9, 2))
    with pytest.raises(run.Problem, match=r"needs Python 3\.11 or newer"):
        run.main([])


def test_ends_quietly_when_interrupted(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Ctrl-C prints no traceback and exits with 130."""

    def interrupted(_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(run, "main", interrupted)
    assert run.run_quietly([]) == 130
    assert capsys.readouterr() == ("", "")


def test_a_problem_is_told_on_standard_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A person reads what is wrong and what to do, without a traceback."""
    words = "The disk is full: free some space."

    def failed(_: object) -> int:
        raise run.Problem(words)

    monkeypatch.setattr(run, "main", failed)
    assert run.run_quietly([]) == 1
    assert capsys.readouterr() == ("", f"konvert: {words}\n")


def test_a_termination_leaves_every_block() -> None:
    """SIGTERM ends the programs that run.py started, and exits with 143."""
    with pytest.raises(SystemExit) as end, run.beside(subprocess.Popen([sys.executable, "-c", ""])) as process:
        run.end_by_signal(signal.SIGTERM, None)
    assert end.value.code == 143
    assert process.returncode is not None


def test_the_sample_server_keeps_its_port_and_takes_another_if_that_is_taken(tmp_path: Path) -> None:
    """A second start is no change for the reader's settings; a port that somebody took meanwhile is no obstacle."""
    ports = []
    for _ in range(2):
        with run.sample_server(tmp_path) as ready_file:
            ports.append(json.loads(ready_file.read_text("utf-8"))["port"])
    assert ports[0] == ports[1]
    with socket.create_server(("127.0.0.1", ports[0])), run.sample_server(tmp_path) as ready_file:
        assert json.loads(ready_file.read_text("utf-8"))["port"] != ports[0]


class Programs:
    """Stands in for the programs that run.py starts: keeps their command lines and environments, and obeys a script."""

    def __init__(self, folder: Path, script: str = "") -> None:
        self._log = folder / "programs.jsonl"
        self._script = script

    def ours(self, *words: object) -> list[str]:
        """Return the command line of a program that writes down how it was started."""
        names = ["KONVERT_DEMO_PASSWORD", "QT_QPA_PLATFORM"]
        code = (
            f"import json, os, sys; started = [sys.argv[1:], {{name: os.environ.get(name) for name in {names}}}]; "
            f"open({str(self._log)!r}, 'a').write(json.dumps(started) + chr(10)); {self._script}"
        )
        return [sys.executable, "-c", code, *(str(word) for word in words)]

    def started(self) -> list[tuple[list[str], dict[str, str | None]]]:
        """Return the arguments and the environment of each program, in their order."""
        return [tuple(json.loads(line)) for line in self._log.read_text("utf-8").splitlines()]


READY = {"host": "127.0.0.1", "port": 4711, "user": "alice", "password": "secret", "ca_file": "/authority.pem"}


@pytest.fixture
def demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Programs:
    """A demonstration whose server, reader and fetch are only written down."""

    @contextlib.contextmanager
    def sample_server(folder: Path) -> Iterator[Path]:
        folder.mkdir(parents=True)
        (folder / "ready.json").write_text(json.dumps(READY))
        yield folder / "ready.json"

    programs = Programs(tmp_path)
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "manifest.jsonl").write_text('{"attachments": []}\n')
    monkeypatch.setattr(run, "DEMO", tmp_path)
    monkeypatch.setattr(run, "set_up", lambda **_: None)
    monkeypatch.setattr(run, "sample_server", sample_server)
    monkeypatch.setattr(run, "ours", programs.ours)
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    return programs


def test_opens_the_reader_where_there_is_a_display(
    demo: Programs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reader starts on a profile in which the sample account stands already."""
    monkeypatch.setattr(run, "has_display", lambda *_: True)
    assert run.main([]) == 0
    profile = str(tmp_path / "profile")
    ready_file = str(tmp_path / "server" / "ready.json")
    assert [words for words, _ in demo.started()] == [
        ["mailapp.demo", profile, ready_file],
        ["mailapp", "--profile", profile],
    ]


def test_receives_without_a_window_where_there_is_no_display(
    demo: Programs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The person is told so, the letters go into a folder, and the window is drawn into a picture."""
    monkeypatch.setattr(run, "has_display", lambda *_: False)
    assert run.main([]) == 0
    _, (fetch, fetch_environ), (window, window_environ) = demo.started()
    assert fetch[:2] == ["mailapp", "fetch"]
    assert "imaps://alice@127.0.0.1:4711/INBOX" in fetch
    assert "secret" not in fetch
    assert fetch_environ["KONVERT_DEMO_PASSWORD"] == "secret"
    assert window[-2:] == ["--screenshot", str(tmp_path / "window.png")]
    assert window_environ["QT_QPA_PLATFORM"] == "offscreen"
    said = capsys.readouterr().out
    assert "There is no display" in said
    assert f"In {tmp_path / 'letters'}: letters: 1, attachments: 0 (0.0 MB)" in said
    assert f"The window is drawn in {tmp_path / 'window.png'}" in said


@pytest.mark.skipif(sys.platform == "win32", reason="Windows always has a display")
def test_a_display_that_cannot_be_reached_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Qt aborts then; the person learns how to go on without a window."""
    monkeypatch.setattr(run, "ours", Programs(tmp_path, "os.abort()").ours)
    with pytest.raises(run.Problem, match="env -u DISPLAY"):
        run.open_window(tmp_path)


def test_passes_the_exit_code_of_fetch_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A script that calls run.py learns why nothing arrived."""
    monkeypatch.setattr(run, "ours", Programs(tmp_path, "sys.exit(5)").ours)
    assert run.receive(READY, tmp_path) == 5
    assert run.draw_window(tmp_path, tmp_path / "window.png") == 5


def test_a_window_that_is_never_drawn_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The wait has a deadline, and the letters are not lost by it."""
    monkeypatch.setattr(run, "ours", Programs(tmp_path, "import time; time.sleep(600)").ours)
    monkeypatch.setattr(run, "PICTURE_WITHIN", 0.1)
    with pytest.raises(run.Problem, match="the letters are received"):
        run.draw_window(tmp_path, tmp_path / "window.png")
