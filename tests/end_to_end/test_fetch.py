# SPDX-License-Identifier: MIT
"""`konvert fetch` as a process against servers: every letter byte for byte, its attachments, and every refusal."""

from __future__ import annotations

from base64 import b64decode
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mailapp.presentation.charsets import decode
from mailapp.presentation.safe_text import several_lines
from tests.mailapp.presentation.test_letter import (
    LETTERS_IN_CORPUS,
    OTHER_ATTACHMENTS,
    alike,
    their_type_and_name,
    with_bare_line_feeds,
)
from tests.support.dovecot import as_served
from tests.support.fetch_process import FetchProcess, Source
from tests.support.own_letters import OWN_LETTERS
from tests.support.relay import Relay

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.conftest import CorpusLetter
    from tests.support.dovecot import Dovecot
    from testserver.server import Server

LATENCY = 0.2  # seconds that a round trip takes
PASSWORD = "Grünkohl-7391"
WITHOUT_WINDOWS = "for name in ('PyQt5', 'nh3', 'twisted', 'OpenSSL'): sys.modules[name] = None"
SMALL_DISK = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, 2_000_000))"


@pytest.fixture
def fetching(tmp_path: Path) -> FetchProcess:
    """Give a folder to fetch into."""
    return FetchProcess(tmp_path)


def charset_of(their: dict[str, Any]) -> str | None:
    """Give the charset that a part declares."""
    pairs = [
        pair
        for header in their["headers"]
        if header["name"] == "content_type" and isinstance(header["value"], dict)
        for pair in header["value"].get("ContentType", {}).get("attributes") or []
    ]
    return next((pair["value"] for pair in pairs if pair["name"] == "charset"), None)


def is_base64(their: dict[str, Any]) -> bool:
    """Tell whether a part travels in base64."""
    return any(
        header["name"] == "content_transfer_encoding" and header["value"] in ({"Text": "base64"}, {"Text": "BASE64"})
        for header in their["headers"]
    )


def same_content(saved: bytes, their: dict[str, Any], raw: bytes) -> bool:
    """Tell whether a file holds what the corpus says; the corpus was read with bare line feeds."""
    ((kind, value),) = their["body"].items()
    if kind == "Message":
        source = raw[their["offset_body"] : their["offset_end"]]
        return with_bare_line_feeds(saved) == (with_bare_line_feeds(b64decode(source)) if is_base64(their) else source)
    if kind in {"Binary", "InlineBinary"}:
        return bytes(value) in {saved, with_bare_line_feeds(saved)}
    return alike(several_lines(decode(saved, charset_of(their)).text), several_lines(value))


def same_attachments(root: Path, entry: dict[str, Any], letter: CorpusLetter) -> bool:
    """Tell whether the attachments on the disk are those of the corpus, in their order."""
    raw, found, saved = with_bare_line_feeds(letter.raw), letter.found, entry["attachments"]
    expected = [found["parts"][index] for index in found["attachments"]]
    return len(saved) == len(expected) and all(
        same_content((root / mine["file"]).read_bytes(), their, raw)
        and alike(mine["name"], their_type_and_name(their)[1])
        and their_type_and_name(their)[0] in {"", mine["type"]}
        for mine, their in zip(saved, expected, strict=True)
    )


def all_letters(corpus: Sequence[CorpusLetter]) -> tuple[bytes, ...]:
    """Give the corpus's letters and our own, in the order in which they are delivered."""
    return *(letter.raw for letter in corpus), *(own.raw for own in OWN_LETTERS)


def check_corpus(fetching: FetchProcess, corpus: Sequence[CorpusLetter], served: Callable[[bytes], bytes]) -> None:
    """Require the corpus and our own letters on the disk, with their attachments."""
    entries = fetching.manifest()
    assert fetching.letters() == [served(raw) for raw in all_letters(corpus)]
    assert [entry["uid"] for entry in entries] == list(range(1, len(entries) + 1))
    others = {
        str(letter)
        for entry, letter in zip(entries, corpus, strict=False)
        if not same_attachments(fetching.to, entry, letter)
    }
    assert others == set(OTHER_ATTACHMENTS)
    for entry, own in zip(entries[len(corpus) :], OWN_LETTERS, strict=True):
        saved = [fetching.to / each["file"] for each in entry["attachments"]]
        assert {path.name: path.read_bytes() for path in saved} == own.attachments
        assert {path.parent for path in saved} <= {fetching.to / "INBOX" / "letters" / str(entry["uid"])}
    assert set(fetching.files()) == {each["file"] for entry in entries for each in (entry, *entry["attachments"])}, (
        "nothing lies about that the manifest does not name"
    )
    assert fetching.unfinished() == []


class TestWholeCorpus:
    """Every letter of the corpus and of our own comes back byte for byte with the right attachments, and only once."""

    def test_from_a_server_200_ms_away(
        self, fetching: FetchProcess, corpus: list[CorpusLetter], imap_server_factory: Callable[..., Server]
    ) -> None:
        """From the test server, which serves a letter's octets as they are."""
        assert len(corpus) == LETTERS_IN_CORPUS
        letters = all_letters(corpus)
        source = Source.on(imap_server_factory(letters=letters, latency=LATENCY))
        assert fetching.fetch(source).counts == (0, len(letters), 0)
        check_corpus(fetching, corpus, lambda raw: raw)
        assert fetching.fetch(source).counts == (0, 0, len(letters))

    def test_from_dovecot(self, fetching: FetchProcess, corpus: list[CorpusLetter], dovecot: Dovecot) -> None:
        """From a server that others wrote, with the line ends that it gives to its files."""
        account = dovecot.account()
        account.deliver(all_letters(corpus))
        source = Source.on_dovecot(dovecot, account)
        count = len(corpus) + len(OWN_LETTERS)
        assert fetching.fetch(source).counts == (0, count, 0)
        check_corpus(fetching, corpus, as_served)
        assert fetching.fetch(source).counts == (0, 0, count)


class TestWaysIn:
    """Encryption in both ways, and without what a window needs."""

    def test_starttls_on_dovecot(self, fetching: FetchProcess, dovecot: Dovecot) -> None:
        """imap:// begins in the clear and goes on encrypted; what Dovecot demands before a password."""
        account = dovecot.account()
        account.deliver([own.raw for own in OWN_LETTERS])
        source = replace(Source.on_dovecot(dovecot, account), scheme="imap", port=dovecot.starttls_port)
        assert fetching.fetch(source).counts == (0, len(OWN_LETTERS), 0)
        assert fetching.letters() == [as_served(own.raw) for own in OWN_LETTERS]

    def test_starttls_on_the_test_server(
        self, fetching: FetchProcess, imap_server_factory: Callable[..., Server]
    ) -> None:
        """imap:// on a server far away; the password was sent encrypted only."""
        server = imap_server_factory(letters=(OWN_LETTERS[0].raw,), latency=LATENCY, tls="starttls")
        assert fetching.fetch(replace(Source.on(server), scheme="imap")).counts == (0, 1, 0)
        said = [str(entry) for entry in server.transcript() if " C: " in str(entry)]
        assert "STARTTLS" in said[0] or "STARTTLS" in said[1]
        assert not any(word in said[0] for word in ("LOGIN", "AUTHENTICATE"))

    def test_without_a_window(self, fetching: FetchProcess, dovecot: Dovecot) -> None:
        """Where neither Qt nor anything else of the window or the test server is installed, fetch works."""
        account = dovecot.account()
        account.deliver([own.raw for own in OWN_LETTERS])
        outcome = fetching.fetch(Source.on_dovecot(dovecot, account), prelude=WITHOUT_WINDOWS)
        assert outcome.counts == (0, len(OWN_LETTERS), 0)

    def test_folder_below_a_folder(self, fetching: FetchProcess, dovecot: Dovecot) -> None:
        """Levels of the mailbox's name are folders on the disk."""
        account = dovecot.account()
        account.deliver([OWN_LETTERS[0].raw], "Study/Labs")
        assert fetching.fetch(replace(Source.on_dovecot(dovecot, account), mailbox="Study/Labs")).status == 0
        assert set(fetching.files()) == {"Study/Labs/letters/1.eml"}


@pytest.fixture(params=["test server", "Dovecot"])
def source(request: pytest.FixtureRequest) -> Source:
    """Give an INBOX of our own letters: on the test server 200 ms away, and on Dovecot."""
    letters = tuple(own.raw for own in OWN_LETTERS)
    if request.param == "test server":
        factory = request.getfixturevalue("imap_server_factory")
        return Source.on(factory(letters=letters, latency=LATENCY, password=PASSWORD))
    dovecot = request.getfixturevalue("dovecot")
    account = dovecot.account()
    account.deliver(letters)
    return Source.on_dovecot(dovecot, account)


class TestRefusals:
    """Each has an exit status of its own and a clear message; nothing is written, and the right call works after it."""

    def check(self, fetching: FetchProcess, source: Source, status: int, says: str, code: str) -> None:
        """Fetch in vain."""
        outcome = fetching.fetch(source)
        assert (outcome.status, outcome.summary["error"]["code"]) == (status, code), outcome
        assert says in outcome.said
        assert "Traceback" not in outcome.said
        assert not fetching.to.exists()

    def test_wrong_password(self, fetching: FetchProcess, source: Source) -> None:
        """A refused sign-in is 3."""
        self.check(fetching, replace(source, password="wrong"), 3, "Sign-in was refused", "authentication-failed")
        assert fetching.fetch(source).counts == (0, len(OWN_LETTERS), 0)

    def test_unknown_authority(self, fetching: FetchProcess, source: Source) -> None:
        """A certificate that nobody known vouches for is 4."""
        self.check(fetching, replace(source, ca_file=None), 4, "certificate", "certificate-rejected")

    def test_wrong_host(self, fetching: FetchProcess, source: Source) -> None:
        """A certificate for another address than the one called is 4."""
        with Relay((source.host, source.port), host="127.0.0.2") as relay:
            elsewhere = replace(source, host=relay.host, port=relay.port)
            self.check(fetching, elsewhere, 4, "127.0.0.2", "certificate-wrong-host")

    def test_nobody_there(self, fetching: FetchProcess, source: Source) -> None:
        """A port where nobody listens is 5."""
        self.check(fetching, replace(source, port=1), 5, source.host, "connection-refused")

    def test_no_such_folder(self, fetching: FetchProcess, source: Source) -> None:
        """A mailbox that the server does not have is 6."""
        self.check(fetching, replace(source, mailbox="Nowhere"), 6, "Nowhere", "app-no-such-folder")

    def test_unwritable_target(self, fetching: FetchProcess, source: Source) -> None:
        """A target that cannot be made is 7."""
        (fetching.folder / "file").write_bytes(b"mine")
        fetching.to = fetching.folder / "file" / "to"
        self.check(fetching, source, 7, "file/to", "app-disk")
        assert (fetching.folder / "file").read_bytes() == b"mine"

    def test_disk_that_takes_no_more(self, fetching: FetchProcess, source: Source) -> None:
        """A disk that refuses in the middle of a letter is 7; what is whole stays, and a second run brings the rest."""
        outcome = fetching.fetch(source, prelude=SMALL_DISK)
        large = next(number for number, own in enumerate(OWN_LETTERS) if len(own.raw) > 2_000_000)
        assert outcome.counts == (7, large, 0)
        assert "File too large" in outcome.said
        assert fetching.unfinished() == []
        assert len(fetching.letters()) == large
        assert fetching.fetch(source).counts == (0, len(OWN_LETTERS) - large, large)


def test_the_password_is_nowhere(fetching: FetchProcess, imap_server_factory: Callable[..., Server]) -> None:
    """Neither in what is said nor in any file, after success, refusal and failure."""
    server = imap_server_factory(letters=(OWN_LETTERS[0].raw,), password=PASSWORD)
    said = ""
    for fault in ("delay,command=GREETING,seconds=0", "cut,command=UID FETCH", "no,command=AUTHENTICATE,times=always"):
        server.reset()
        server.fault(fault)
        outcome = fetching.fetch(Source.on(server))
        said += outcome.said + outcome.printed
    assert said
    assert PASSWORD not in said
    files = [path for path in fetching.folder.rglob("*") if path.is_file()]
    assert files
    assert [path for path in files if PASSWORD.encode() in path.read_bytes()] == []
