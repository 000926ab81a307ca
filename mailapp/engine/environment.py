# SPDX-License-Identifier: GPL-3.0-or-later
"""What every part of the engine shares. Values and doors only; nothing here acts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mailapp.connecting import TransportFactory
    from mailapp.engine.telling import Telling
    from mailapp.secrets import Secrets
    from mailapp.settings import Profile, Settings
    from mailapp.store.reader import Reader
    from mailapp.store.writer import Writer
    from mailapp.trust import Pins


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds of the engine's waits; those of the connection are `mailproto.deadlines.Deadlines`."""

    first_retry: float = 2.0
    longest_retry: float = 300.0
    progress: float = 0.05  # at most 20 times a second is a bar moved


@dataclass(frozen=True, slots=True)
class Environment:
    """One profile's doors, for the engine's thread."""

    profile: Profile
    settings: Settings
    writer: Writer
    reader: Reader
    secrets: Secrets
    pins: Pins
    tell: Telling
    transport_factory: TransportFactory
    timing: Timing = field(default_factory=Timing)
