# SPDX-License-Identifier: MIT
"""What a server is started with, as one value. Imports nothing heavy."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from testserver.limits import DEFAULT_LIMITS, Limits

TLS_MODES = ("implicit", "starttls", "both")


@dataclass(frozen=True, slots=True)
class Settings:
    """A server's settings.

    `letters` are files, folders of .eml, mbox files or Maildirs, or letters themselves, all for INBOX; None (with
    `generate` 0) puts the sample letters in. `users` maps users to passwords, beside `user`. `midnight` is the day
    that the sample letters end with, today's by default. `latency` is in seconds.
    `control` is the loopback port of the control interface, 0 any, None none.
    `replay` is the file of a dialogue to play to each client (testserver.replay).
    """

    host: str = "127.0.0.1"
    port: int = 0
    user: str = "alice"
    password: str = field(default="secret", repr=False)
    users: Mapping[str, str] = field(default_factory=dict, repr=False)
    letters: tuple[Path | bytes, ...] | None = None
    generate: int = 0
    tls: str = "implicit"
    starttls_port: int = 0
    ca_file: Path | None = None
    certificate: str = "trusted"
    highest_tls: str = "1.3"
    profile: str = "default"
    faults: tuple[str, ...] = ()
    latency: float = 0.0
    control: int | None = None
    midnight: datetime | None = None
    limits: Limits = DEFAULT_LIMITS
    replay: Path | None = None

    def __post_init__(self) -> None:
        if self.tls not in TLS_MODES:
            reason = f"tls is {' or '.join(TLS_MODES)}, not {self.tls!r}"
            raise ValueError(reason)

    def passwords(self) -> dict[str, str]:
        """Return every user's password."""
        return {self.user: self.password, **self.users}
