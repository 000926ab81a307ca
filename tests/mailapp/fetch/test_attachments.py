# SPDX-License-Identifier: MIT
"""Attachments come out of a letter on the disk byte for byte, in memory that does not grow with them."""

from __future__ import annotations

import base64
import hashlib
import tracemalloc
from typing import TYPE_CHECKING

import pytest

from mailapp.fetch import attachments
from mailapp.fetch.attachments import extract_attachments
from mailapp.presentation.letter import read_letter

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import CorpusLetter


def letter_with(body: bytes, encoding: bytes = b"base64") -> bytes:
    """Give a letter with one attachment whose encoded form is `body`."""
    return (
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ntext\r\n--b\r\n"
        b'Content-Type: application/zip; name="big.zip"\r\nContent-Transfer-Encoding: ' + encoding + b"\r\n\r\n"
        + body + b"\r\n--b--\r\n"
    )  # fmt: skip


def extract(tmp_path: Path, letter: bytes) -> bytes:
    """Save the attachment of a letter and give its octets."""
    source = tmp_path / "letter"
    source.write_bytes(letter)
    (entry,) = extract_attachments(source, tmp_path / "5", tmp_path)
    content = (tmp_path / entry.file).read_bytes()
    assert (entry.size, entry.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    return content


def test_large_attachment_costs_no_memory(tmp_path: Path) -> None:
    """An attachment of 25 MB is saved within 8 MB of memory."""
    content = hashlib.sha256(b"seed").digest() * 819_200
    letter = letter_with(base64.encodebytes(content))
    source = tmp_path / "letter"
    source.write_bytes(letter)
    del letter
    tracemalloc.start()
    (entry,) = extract_attachments(source, tmp_path / "5", tmp_path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert entry.sha256 == hashlib.sha256(content).hexdigest()
    assert peak < 8 << 20


@pytest.mark.parametrize("encoding", [b"base64", b"8bit", b"x-unknown"])
def test_large_and_small_are_decoded_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: bytes) -> None:
    """Content that is streamed and content that is decoded in memory give the same octets, broken or not."""
    for body in (b"aGVsbG8=", b"aGVsbG8", b"aGVs=bG8=", b"aG!!Vsb\r\nG8=", b"not base64 at all: %%% ((("):
        monkeypatch.setattr(attachments, "_SMALL", 1 << 20)
        small = extract(tmp_path, letter_with(body, encoding))
        monkeypatch.setattr(attachments, "_SMALL", 0)
        assert extract(tmp_path, letter_with(body, encoding)) == small


def test_letter_without_attachments_has_no_folder(tmp_path: Path) -> None:
    """Where there is nothing to save no folder is made, and one of an earlier run is removed."""
    source = tmp_path / "letter"
    source.write_bytes(b"Subject: hello\r\n\r\nhello\r\n")
    (tmp_path / "5").mkdir()
    assert extract_attachments(source, tmp_path / "5", tmp_path) == ()
    assert [path.name for path in tmp_path.iterdir()] == ["letter"]


def test_mapped_letters_read_like_letters_in_memory(tmp_path: Path, corpus: list[CorpusLetter]) -> None:
    """Every letter of the corpus gives the same attachments from the disk as from memory."""
    count = 0
    for number, example in enumerate(corpus):
        raw = example.raw
        source = tmp_path / f"{number}.part"
        source.write_bytes(raw)
        entries = extract_attachments(source, tmp_path / str(number), tmp_path)
        expected = [part.content() for part in read_letter(raw).attachments]
        assert [(tmp_path / entry.file).read_bytes() for entry in entries] == expected
        count += len(entries)
    assert count > 100
