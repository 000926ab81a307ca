# SPDX-License-Identifier: MIT
"""The examples of docs/mailproto.md, run as they stand against the test server."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mailproto.transports import tls
from mailproto.transports.certificates import AuthorityFile

if TYPE_CHECKING:
    import pytest

    from testserver.server import Server

PAGE = Path(__file__).parents[2] / "docs" / "mailproto.md"
EXAMPLE = re.compile(r"^```python\n(.*?)^```", re.DOTALL | re.MULTILINE)


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
    saved = names["save_attachments"](tmp_path)
    assert max(path.stat().st_size for path in saved) > 20_000_000
    assert {path.name for path in saved} == {path.name for path in tmp_path.iterdir()}
    assert names["new_letters"](0) == []
    assert names["overview"]()[r"\Sent"] == ["Sent"]
    assert len(examples) == 8
