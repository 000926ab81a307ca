# SPDX-License-Identifier: MIT
"""The pytest plugin `konvert`: fixtures `imap_server` and `imap_server_factory`.

Imports nothing heavy until a fixture is asked for. A failing test's report holds the transcript of its servers.
"""

from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from testserver.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from testserver.server import Server

_LINES = 200  # of a transcript that a report shows, the last
_COLUMNS = 200
_SERVERS: pytest.StashKey[list["Server"]] = pytest.StashKey()


@pytest.fixture(scope="session")
def imap_server_ca_file(tmp_path_factory: pytest.TempPathFactory) -> "Path":
    """Return the file of the authority that the servers of this test run share."""
    return tmp_path_factory.mktemp("imap_server") / "authority.pem"


@pytest.fixture(scope="session")
def imap_server_of_run(imap_server_ca_file: "Path") -> "Iterator[Server]":
    """Return the one server that `imap_server` clears for each test."""
    from testserver.server import Server  # noqa: PLC0415 - Twisted takes 275 ms to import

    with Server(Settings(ca_file=imap_server_ca_file)) as server:
        yield server


@pytest.fixture
def imap_server(request: pytest.FixtureRequest, imap_server_of_run: "Server") -> "Iterator[Server]":
    """Return a server with TLS, the user alice and the sample letters, in the state after its start."""
    imap_server_of_run.reset()
    _remember(request, imap_server_of_run)
    yield imap_server_of_run
    imap_server_of_run.reset()


@pytest.fixture
def imap_server_factory(
    request: pytest.FixtureRequest, imap_server_ca_file: "Path"
) -> "Iterator[Callable[..., Server]]":
    """Return a function that starts a server with settings of its own (see testserver.Settings) for this test."""
    from testserver.server import Server  # noqa: PLC0415 - Twisted takes 275 ms to import

    with ExitStack() as servers:

        def start(**settings: Any) -> "Server":  # noqa: ANN401 - the fields of Settings
            chosen = Settings(**settings)
            if chosen.ca_file is None:
                chosen = replace(chosen, ca_file=imap_server_ca_file)
            server = servers.enter_context(Server(chosen))
            _remember(request, server)
            return server

        yield start


def _remember(request: pytest.FixtureRequest, server: "Server") -> None:
    request.node.stash.setdefault(_SERVERS, []).append(server)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add what was said to the report of a test that failed."""
    report = yield
    if call.when == "call" and report.failed:
        for server in item.stash.get(_SERVERS, []):
            lines = [line[:_COLUMNS] for entry in server.transcript() for line in str(entry).splitlines()]
            report.sections.append((f"IMAP transcript of {server.url}", "\n".join(lines[-_LINES:])))
    return report
