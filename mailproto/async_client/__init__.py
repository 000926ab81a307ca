# SPDX-License-Identifier: MIT
"""The client for asyncio: it owns the transport, the timers and the back-pressure around a `Session`."""

from mailproto.async_client.client import AsyncClient
from mailproto.async_client.unsolicited import EventsDropped

__all__ = ["AsyncClient", "EventsDropped"]
