# SPDX-License-Identifier: MIT
"""Where letters come from: samples, generator, files."""

import email
import email.policy
import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage, Message
from pathlib import Path

import pytest

from testserver.letters import documents
from testserver.letters.files import NoLettersError, date_of, read_letters, split_mbox
from testserver.letters.generated import GeneratedLetters
from testserver.letters.samples import SPECIAL_USES, sample_mailboxes
from testserver.mailboxes import Mailbox, Seed
from testserver.mime import Part
from testserver.population import populate, today
from testserver.settings import Settings

MIDNIGHT = datetime(2026, 2, 3, tzinfo=UTC)
SAMPLES = sample_mailboxes(MIDNIGHT)
ALL = [
    pytest.param(seed, id=f"{name}-{place}") for name, seeds in SAMPLES.items() for place, seed in enumerate(seeds, 1)
]


def walk(part: Part) -> Iterator[Part]:
    """Yield parts as email.message.Message.walk does."""
    yield part
    for child in part.children or ((part.message,) if part.message else ()):
        yield from walk(child)


def kinds(message: Message) -> Iterator[str]:
    """Yield the types of parts as the standard library finds them."""
    yield message.get_content_type()
    if message.is_multipart() and message.get_content_type() != "message/delivery-status":
        for part in message.get_payload():
            assert isinstance(part, Message)
            yield from kinds(part)


@pytest.mark.parametrize("seed", ALL)
def test_sample_letters_are_well_formed(seed: Seed) -> None:
    """The standard library finds no defect, the same parts as we do, and lines of bearable length."""
    message = email.message_from_bytes(seed.letter.data, EmailMessage, policy=email.policy.default)
    assert not [part.defects for part in message.walk() if part.defects]
    assert [part.media_type.decode() for part in walk(seed.letter.parts)] == list(kinds(message))
    assert message["date"].datetime == seed.internal_date
    assert message["from"].addresses
    assert b"\n" not in seed.letter.data.replace(b"\r\n", b"")
    assert max(map(len, seed.letter.data.split(b"\r\n"))) <= 998


def test_the_samples_are_varied() -> None:
    """INBOX has two dozen letters of every sort, and the other folders some."""
    inbox = [seed.letter.data for seed in SAMPLES["INBOX"]]
    assert len(inbox) == 24
    everything = b"".join(data for data in inbox if len(data) < 1_000_000).lower()
    for sign in (
        b"koi8-r",
        b"windows-1251",
        b"format=flowed",
        b"message/rfc822",
        b"multipart/digest",
        b"text/calendar",
        b"text/vcard",
        b"application/zip",
        b"filename*0*=",
        b"content-id:",
        b"multipart/report",
    ):
        assert sign in everything, sign
    assert sum(len(data) > 25_000_000 for data in inbox) == 1
    assert sum(b"\r\nSubject:" not in data.partition(b"\r\n\r\n")[0] for data in inbox) == 1
    assert set(SPECIAL_USES) < set(SAMPLES)
    assert {"Учёба", "Учёба/Лабораторные"} < set(SAMPLES)
    flags = [seed.flags for seed in SAMPLES["INBOX"]]
    assert frozenset() in flags
    assert any("\\Flagged" in held for held in flags)
    assert any("\\Answered" in held for held in flags)


def test_the_samples_are_the_same_each_time() -> None:
    """The same midnight gives the same octets; the dates ascend up to that day."""
    sample_mailboxes.cache_clear()
    again = sample_mailboxes(MIDNIGHT)
    for name, seeds in SAMPLES.items():
        assert [seed.letter.data for seed in again[name]] == [seed.letter.data for seed in seeds]
        dates = [seed.internal_date for seed in seeds]
        assert dates == sorted(dates)
    assert timedelta(0) < SAMPLES["INBOX"][-1].internal_date - MIDNIGHT < timedelta(minutes=10)


def test_accounts_depend_on_their_letters_alone(tmp_path: Path) -> None:
    """The same letters give the same UIDVALIDITY, others another; a larger generated mailbox is a grown one."""
    (tmp_path / "a.eml").write_bytes(b"Subject: a\r\n\r\n")

    def validity(settings: Settings) -> int:
        return populate(settings)["alice"].mailbox("INBOX").uidvalidity

    samples = Settings(midnight=MIDNIGHT)
    assert validity(samples) == validity(Settings(midnight=MIDNIGHT))
    assert validity(samples) != validity(Settings(midnight=MIDNIGHT + timedelta(days=1)))
    assert validity(Settings(generate=5)) == validity(Settings(generate=9))
    assert validity(Settings(letters=(tmp_path,))) == validity(Settings(letters=(b"Subject: a\r\n\r\n",)))
    assert validity(Settings(letters=(tmp_path,))) != validity(Settings(letters=(b"Subject: b\r\n\r\n",)))
    both = populate(Settings(letters=(tmp_path / "a.eml",), generate=2, users={"bob": "x"}))
    assert [len(account.mailbox("INBOX")) for account in both.values()] == [3, 3]
    assert today().hour == 0


def test_generated_letters_are_lazy_and_settled() -> None:
    """A million letters cost nothing until they are looked at, and each is always the same."""
    letters = GeneratedLetters(1_000_000)
    mailbox = Mailbox("INBOX", 1, seeds=letters)
    assert len(mailbox) == 1_000_000
    assert mailbox.message(999_999).letter.data == GeneratedLetters(999_999)[999_998].letter.data
    assert next(iter(mailbox.unseen())) == 1
    with pytest.raises(IndexError):
        letters[1_000_000]
    with pytest.raises(KeyError):
        mailbox.message(1_000_001)


def test_a_folder_and_a_file(tmp_path: Path) -> None:
    """Octets stay as they are; the order is the names'."""
    (tmp_path / "sub").mkdir()
    (tmp_path / "b.eml").write_bytes(b"Date: Tue, 3 Feb 2026 10:00:00 +0300\n\n\xff\0b")
    (tmp_path / "sub" / "a.eml").write_bytes(b"a")
    (tmp_path / "other.txt").write_bytes(b"no letter")
    seeds = read_letters(tmp_path)
    assert [seed.letter.data for seed in seeds] == [b"Date: Tue, 3 Feb 2026 10:00:00 +0300\n\n\xff\0b", b"a"]
    assert seeds[0].internal_date == datetime(2026, 2, 3, 7, tzinfo=UTC)
    assert [seed.letter.data for seed in read_letters(tmp_path / "sub" / "a.eml")] == [b"a"]
    (tmp_path / "empty").mkdir()
    with pytest.raises(NoLettersError, match="no folder"):
        read_letters(tmp_path / "empty")
    with pytest.raises(FileNotFoundError):
        read_letters(tmp_path / "missing")


@pytest.mark.parametrize(
    ("data", "letters"),
    [
        (b"From a Mon\nA: b\n\nbody\n\nFrom b Mon\nC: d\n\n", [b"A: b\n\nbody\n", b"C: d\n"]),
        (b"From a Mon\r\nA: b\r\n\r\nbody\r\n\r\nFrom b Mon\r\n", [b"A: b\r\n\r\nbody\r\n", b""]),
        (
            b"From a\n\n>From the\n>>From\nFrom mid\n",
            [b"\n>From the\n>>From\nFrom mid\n".replace(b">From the", b"From the")],
        ),
        (b"From a\n\n>>From the\n", [b"\n>From the\n"]),
    ],
)
def test_an_mbox_is_split(data: bytes, letters: list[bytes]) -> None:
    """A separator stands after a blank line; quoted ones lose one `>` (RFC 4155)."""
    assert split_mbox(data) == letters


def test_mbox_and_maildir(tmp_path: Path) -> None:
    """An mbox file gives its letters, a Maildir its flags too."""
    mbox = tmp_path / "box"
    mbox.write_bytes(b"From a\nA: 1\n\n\nFrom b\nB: 2\n\n\n")
    assert [seed.letter.data for seed in read_letters(mbox)] == [b"A: 1\n\n", b"B: 2\n\n"]
    maildir = tmp_path / "maildir"
    for name, data in {"cur/2:2,FSx": b"two", "new/1": b"one", "cur/.hidden": b"", "tmp/3": b"three"}.items():
        (maildir / name).parent.mkdir(parents=True, exist_ok=True)
        (maildir / name).write_bytes(data)
    assert [(seed.letter.data, seed.flags) for seed in read_letters(maildir)] == [
        (b"one", frozenset()),
        (b"two", {"\\Flagged", "\\Seen"}),
    ]


@pytest.mark.parametrize("date", [b"", b"Date: nonsense\n", b"Date: \xff\n"])
def test_a_letter_without_a_date(date: bytes) -> None:
    """What has no date has a fixed one, so that a second start is no change."""
    assert date_of(date + b"\nbody") == datetime(2026, 1, 1, tzinfo=UTC)
    assert date_of(b"Date: 3 Feb 2026 10:00:00 -0000\n\n") == datetime(2026, 2, 3, 10, tzinfo=UTC)


def test_documents_are_what_they_say() -> None:
    """The attachments open: ZIP and DOCX as archives, the PDF by its table, the large file of exactly its size."""
    with zipfile.ZipFile(io.BytesIO(documents.docx(("a < b",)))) as file:
        assert b"a &lt; b" in file.read("word/document.xml")
    page = documents.pdf("A (b)", ("c\\d",))
    table = int(page.rsplit(b"startxref\n", 1)[1].split()[0])
    assert page[table:].startswith(b"xref")
    assert rb"A \(b\)" in page
    large = documents.large_file()
    assert len(large) == documents.LARGE_FILE_OCTETS
    blocks = [large[start : start + 1000] for start in range(0, len(large), 57 * 16384)]
    assert len(set(blocks)) == len(blocks)
