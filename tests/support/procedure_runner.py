# SPDX-License-Identifier: MIT
"""The smallest possible driver: runs a procedure against a session, with the server's answers given line by line."""

from __future__ import annotations

from typing import TypeVar

from mailproto.errors import CommandFailed, LocalProtocolError
from mailproto.procedures import Procedure
from mailproto.session import Session

R = TypeVar("R")


def run(procedure: Procedure[R], session: Session, said: dict[str, bytes]) -> tuple[R, list[str]]:
    """Run a procedure; `said` has the server's answer to each line, tags left out: `%t` stands for the tag.

    Gives the result and the lines that were sent, those sent together in one string.
    """
    lines: list[str] = []
    try:
        step = procedure.send(None)
        while True:
            commands = step if isinstance(step, tuple) else (step,)
            try:
                flights = [session.submit(command) for command in commands]
            except LocalProtocolError as error:
                step = procedure.throw(error)
                continue
            while sent := session.data_to_send():
                lines.append("; ".join(line[5:] for line in sent.decode().splitlines()))
                for line in sent.decode().splitlines():
                    answer = said.get(line[5:], b"%t OK done\r\n")
                    session.receive_data(answer.replace(b"%t", line[:4].encode()))
            assert all(flight.done for flight in flights)
            if isinstance(step, tuple):
                failures = [flight.error for flight in flights if not isinstance(flight.error, CommandFailed | None)]
                if failures:
                    step = procedure.throw(failures[0])
                    continue
                step = procedure.send(tuple(flight.error or flight.result for flight in flights))
            elif flights[0].error is not None:
                step = procedure.throw(flights[0].error)
            else:
                step = procedure.send(flights[0].result)
    except StopIteration as stop:
        return stop.value, lines
