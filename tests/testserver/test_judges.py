# SPDX-License-Identifier: MIT
"""Other people's clients against the server: imaplib and IMAPClient."""

import imaplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes

import pytest
from imapclient import IMAPClient
from imapclient.response_types import BodyData

from testserver.server import Server

LARGE = 16  # the sample letter with 25 million octets
LETTER = b"Subject: bytes\r\nX: lone\nLF and\rCR \xff\x00\r\n\r\nbody\nwith \xd0\xb0 no end"


@contextmanager
def imaplib_client(server: Server) -> Iterator[imaplib.IMAP4_SSL]:
    """Sign in with the standard library's client."""
    context = ssl.create_default_context(cafile=server.ca_file)
    with imaplib.IMAP4_SSL(server.host, server.port, ssl_context=context) as client:
        client.login(server.user, server.password)
        yield client


def test_imaplib_receives_a_letter_byte_for_byte(imap_server: Server) -> None:
    """BODY[] gives the octets that were delivered, whatever they are."""
    uid = imap_server.deliver(LETTER)
    with imaplib_client(imap_server) as client:
        assert client.select("INBOX", readonly=True)[0] == "OK"
        _, data = client.uid("FETCH", str(uid), "(BODY.PEEK[])")
        assert data[0][1] == LETTER


@contextmanager
def imapclient_client(server: Server) -> Iterator[IMAPClient]:
    """Sign in with IMAPClient."""
    context = ssl.create_default_context(cafile=server.ca_file)
    with IMAPClient(server.host, server.port, ssl_context=context) as client:
        client.login(server.user, server.password)
        yield client


def test_imapclient_reads_every_sample_letter(imap_server: Server) -> None:
    """IMAPClient lists every folder, selects it and receives each letter whole, with its size and structure."""
    with imapclient_client(imap_server) as client:
        for _, _, name in client.list_folders():
            status = client.select_folder(name, readonly=True)
            if not status[b"EXISTS"]:
                continue
            answers = client.fetch(client.search("ALL"), ["RFC822.SIZE", "BODY.PEEK[]", "BODYSTRUCTURE", "ENVELOPE"])
            assert len(answers) == status[b"EXISTS"]
            for answer in answers.values():
                assert len(answer[b"BODY[]"]) == answer[b"RFC822.SIZE"]
                assert message_from_bytes(answer[b"BODY[]"]).is_multipart() == answer[b"BODYSTRUCTURE"].is_multipart


def test_idle_is_told_of_a_delivery(imap_server: Server) -> None:
    """A client that idles hears of a new letter without asking."""
    with imapclient_client(imap_server) as client:
        count = client.select_folder("INBOX")[b"EXISTS"]
        client.idle()
        imap_server.wait_for("IDLE")
        imap_server.deliver(LETTER)
        assert (count + 1, b"EXISTS") in client.idle_check(timeout=10)
        client.idle_done()


def test_a_plain_self_signed_certificate_is_refused(imap_server_factory: Callable[..., Server]) -> None:
    """A client that checks certificates refuses a leaf that signs itself."""
    server = imap_server_factory(certificate="self-signed", letters=())
    with pytest.raises(ssl.SSLCertVerificationError), imaplib_client(server):
        pass


def test_imapclient_receives_every_part_byte_for_byte(imap_server: Server) -> None:
    """What another client's reading of BODYSTRUCTURE calls a part has the size that is told, and decodes whole."""
    with imapclient_client(imap_server) as client:
        client.select_folder("INBOX", readonly=True)
        uids = [uid for uid in client.search("ALL") if uid != LARGE]
        for uid, answer in client.fetch(uids, ["BODYSTRUCTURE", "BODY.PEEK[]"]).items():
            whole = answer[b"BODY[]"]
            for number, size in leaf_sizes(answer[b"BODYSTRUCTURE"]):
                octets = client.fetch(uid, [f"BODY.PEEK[{number}]"])[uid][f"BODY[{number}]".encode()]
                assert len(octets) == size
                assert octets in whole


def leaf_sizes(structure: BodyData, number: str = "") -> Iterator[tuple[str, int]]:
    """Yield section number and size of every part that has no parts."""
    if not structure.is_multipart:
        yield number or "1", structure[6]
        return
    for place, part in enumerate(structure[0], start=1):
        yield from leaf_sizes(part, f"{number}.{place}" if number else str(place))


def test_imapclient_works_with_russian_folders(imap_server: Server) -> None:
    """Names in Russian are made, found, subscribed, renamed and removed."""
    with imapclient_client(imap_server) as client:
        client.create_folder("Учёба/Курсовая")
        client.subscribe_folder("Учёба/Курсовая")
        assert "Учёба/Курсовая" in [name for _, _, name in client.list_sub_folders()]
        client.rename_folder("Учёба/Курсовая", "Учёба/Диплом")
        client.append("Учёба/Диплом", LETTER, flags=["\\Seen"])
        assert client.folder_status("Учёба/Диплом", ["MESSAGES", "UNSEEN"]) == {b"MESSAGES": 1, b"UNSEEN": 0}
        assert client.find_special_folder(b"\\Sent") == "Sent"
        client.delete_folder("Учёба/Диплом")
        assert not client.folder_exists("Учёба/Диплом")
