# SPDX-License-Identifier: MIT
"""The examples of docs/mailproto.md, run as they stand against the test server."""

from __future__ import annotations

import asyncio
import imaplib
import re
import ssl
from email import message_from_bytes
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mailproto.transports import tls
from mailproto.transports.certificates import AuthorityFile
from tests.support.reference_page import MODULES, names_of, summary
from tests.support.reference_page import PAGE as REFERENCE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from testserver.server import Server

PAGE = Path(__file__).parents[2] / "docs" / "mailproto.md"
EXAMPLE = re.compile(r"^```python\n(.*?)^```", re.DOTALL | re.MULTILINE)


def attachments_of_unread_letters(server: Server) -> Iterator[bytes]:
    """Give what other people's programs find: the standard library's client and its reader of letters."""
    context = ssl.create_default_context(cafile=server.ca_file)
    with imaplib.IMAP4_SSL(server.host, server.port, ssl_context=context) as client:
        client.login(server.user, server.password)
        client.select("INBOX", readonly=True)
        for number in client.search(None, "UNSEEN")[1][0].split():
            answer: Any = client.fetch(number.decode(), "(BODY.PEEK[])")[1]
            for part in message_from_bytes(answer[0][1]).walk():
                if part.get_content_disposition() == "attachment" and not part.is_multipart():
                    yield part.get_payload(decode=True)  # type: ignore[misc]  # octets, as it is no multipart


def test_the_examples_run_as_they_stand(
    imap_server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Who copies the examples one after the other gets what the page says; only host and authority are the test's."""

    class Here(tls.TlsTransport):
        def __init__(self, host: str, **options: Any) -> None:  # noqa: ANN401 - those of the transport
            assert host == "imap.example.org"
            if options:
                super().__init__(host, **options)
            else:
                super().__init__(imap_server.host, imap_server.port, trust=AuthorityFile(Path(imap_server.ca_file)))

    monkeypatch.setattr(tls, "TlsTransport", Here)
    names: dict[str, Any] = {"authority_file": str(imap_server.ca_file)}
    examples = EXAMPLE.findall(PAGE.read_text("utf-8"))
    for example in examples:
        exec(compile(example, str(PAGE), "exec"), names)  # noqa: S102 - the page is ours
    said = capsys.readouterr().out
    assert "24 letters" in said
    assert "the server says:" in said
    folders = [tmp_path / "blocking", tmp_path / "asyncio"]
    for folder in folders:
        folder.mkdir()
    names["save_attachments"](folders[0])
    asyncio.run(names["save_attachments_too"](folders[1]))
    expected = sorted(attachments_of_unread_letters(imap_server))
    assert expected
    for folder in folders:
        assert sorted(path.read_bytes() for path in folder.iterdir()) == expected
    assert names["new_letters"](0) == []
    assert names["overview"]()[r"\Sent"] == ["Sent"]
    assert len(examples) == 9


@pytest.mark.parametrize("module", MODULES)
def test_every_public_name_is_documented(module: str) -> None:
    """Each has words of its own, and the reference has them; `python -m tests.support.reference_page` draws it."""
    reference = REFERENCE.read_text("utf-8")
    names = names_of(module)
    assert [name for name in names if not summary(module, name)] == []
    assert [name for name in names if f"| `{name}` | " not in reference] == []
