# SPDX-License-Identifier: MIT
"""Where the octets of a letter go when they are too many for memory: files, digests, or through a decoder on the way.

Nothing here knows IMAP's wire, sessions or connections.
"""

from mailproto.sinks.decoding import PROBLEMS, DecodedSink, decoded
from mailproto.sinks.keeping import FileSink, HashSink, MemorySink
from mailproto.sinks.literal_sink import LiteralSink

__all__ = ["PROBLEMS", "DecodedSink", "FileSink", "HashSink", "LiteralSink", "MemorySink", "decoded"]
