# SPDX-License-Identifier: MIT
"""Names of attachments and mailboxes can't lead out of the folder they are put in."""

from __future__ import annotations

import unicodedata
from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailapp.presentation.attachment_names import (
    LONGEST_NAME,
    FolderNames,
    FolderPaths,
    is_risky,
    safe_folder_path,
    safe_name,
)

NASTY = st.text(
    st.sampled_from(
        [*'./\\:*?"<>|\0\r\n\u202e\u200b ~-aA\u0444\u0131\u0130\u00dfCONnul1\u00b9\U0001f600\ud800\uff0f\uff0e']
    ),
    max_size=300,
)
ANY_NAME = st.one_of(st.text(max_size=300), NASTY)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("report.pdf", "report.pdf"),
        ("отчёт за май.docx", "отчёт за май.docx"),
        ("../../etc/passwd", "passwd"),
        ("/etc/passwd", "passwd"),
        ("C:\\Users\\x\\file.txt", "file.txt"),
        ("C:file.txt", "C_file.txt"),
        ("..", "attachment"),
        ("", "attachment"),
        ("///", "attachment"),
        ("a\0b.txt", "a\ufffdb.txt"),
        ("file.txt. . ", "file.txt"),
        ("\u202efdp.exe", "\ufffdfdp.exe"),
        (".bashrc", "_.bashrc"),
        ("-rf", "_-rf"),
        ("CON", "_CON"),
        ("nul.tar.gz", "_nul.tar.gz"),
        ("COM¹.txt", "_COM¹.txt"),
        ("what?.txt", "what_.txt"),
        ("a/b\uff0fc.txt", "c.txt"),
        ("я" * 300 + ".txt", "я" * 98 + ".txt"),
        ("x" * 300, "x" * 200),
    ],
)
def test_names_are_made_safe(name: str, expected: str) -> None:
    """A name keeps what is harmless and loses what could act."""
    assert safe_name(name) == expected


def test_equal_names_are_numbered() -> None:
    """The second of equal names gets a number, also when only case or composition differ."""
    names = FolderNames(["Taken.txt"])
    wanted = ["a.txt", "A.TXT", "taken.TXT", "a.txt", "é", "e\u0301", "STRASSE", "straße"]
    assert [names.take(name) for name in wanted] == [
        "a.txt",
        "A (2).TXT",
        "taken (2).TXT",
        "a (3).txt",
        "é",
        "é (2)",
        "STRASSE",
        "straße (2)",
    ]


@pytest.mark.parametrize(
    ("media_type", "expected"),
    [("message/rfc822", "attachment.eml"), ("image/png", "attachment.png"), ("x/../../y", "attachment")],
)
def test_parts_without_a_name(media_type: str, expected: str) -> None:
    """A part without a name gets the extension of its media type, if it is a known one."""
    assert safe_name("", (), media_type) == expected


def test_ten_thousand_equal_names() -> None:
    """Equal names in one letter are told apart without looking through all the numbers again."""
    names = FolderNames()
    assert len({names.take("a.txt") for _ in range(10_000)}) == 10_000


@given(st.lists(ANY_NAME, max_size=8))
def test_a_file_always_lands_inside(wanted: list[str]) -> None:
    """Any name becomes one level of a path, on every system, and no two become the same file."""
    names = FolderNames()
    given_out = [names.take(name) for name in wanted]
    for name in given_out:
        assert len(name.encode()) <= LONGEST_NAME
        for path in (PurePosixPath("/in") / name, PureWindowsPath("C:\\in") / name):
            assert path.name == name
            assert path.parent in {PurePosixPath("/in"), PureWindowsPath("C:\\in")}
        assert name not in {"", ".", ".."}
        assert name == name.strip().rstrip(". ")
        assert not PureWindowsPath(name).is_reserved()
        assert not any(unicodedata.category(character) in {"Cc", "Cs"} for character in name)
    assert len({unicodedata.normalize("NFC", name).casefold() for name in given_out}) == len(given_out)


@given(ANY_NAME)
def test_a_safe_name_is_stable(name: str) -> None:
    """A safe name is left as it is."""
    assert safe_name(safe_name(name)) == safe_name(name)


@given(st.lists(st.lists(ANY_NAME, min_size=1, max_size=4), max_size=5, unique_by=tuple))
def test_mailboxes_have_folders_of_their_own(mailboxes: list[list[str]]) -> None:
    """Each mailbox has one directory for each level, inside, and one that no other mailbox has."""
    paths = FolderPaths()
    given_out = [paths.path(levels) for levels in mailboxes]
    for levels, path in zip(mailboxes, given_out, strict=True):
        assert not path.is_absolute()
        assert len(path.parts) == len(levels)
        assert ".." not in path.parts
        assert not {part.lower() for part in path.parts} & {"letters", "manifest.jsonl"}
        assert paths.path(levels) == path
    assert len({str(path).casefold() for path in given_out}) == len(given_out)


def test_folder_paths() -> None:
    """Levels become directories; what could be mistaken for our own folders is renamed."""
    assert safe_folder_path(["INBOX", "Работа", "../x"]) == PurePosixPath("INBOX/Работа/_.._x")
    assert safe_folder_path(["letters", "Letters-12", "", "a/b"]) == PurePosixPath("_letters/_Letters-12/_/a_b")
    paths = FolderPaths()
    assert [str(paths.path([name, "x"])) for name in ("Work", "work", "Work")] == ["Work/x", "work (2)/x", "Work/x"]


@pytest.mark.parametrize("name", ["a.exe", "invoice.pdf.EXE", "x.desktop", "page.html", "m.docm", "a.js. "])
def test_programs_are_risky(name: str) -> None:
    """Names under which a system starts programs or scripts ask for a warning."""
    assert is_risky(name)
    assert not is_risky(name + ".pdf")
