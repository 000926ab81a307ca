# SPDX-License-Identifier: MIT
"""Content transfer encodings, taken off on the way to a sink, in linear time and whatever is wrong (RFC 2045, 6).

Knows nothing of where the octets go.
"""

from __future__ import annotations

import binascii
import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mailproto.message_data import BodySection
    from mailproto.sinks.literal_sink import LiteralSink
    from mailproto.vocabulary import SequenceNumber

PROBLEMS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "unknown-encoding": "the transfer encoding is not known; the octets are as they came",
        "foreign-characters": "characters that base64 does not have were left out",
        "data-after-padding": "base64 goes on after its padding; it was read on",
        "missing-padding": "base64 ends without its padding",
        "truncated": "base64 ends in the middle of an octet",
        "bad-escape": "an equals sign stands for nothing in quoted-printable; it was kept",
    }
)
"""What `DecodedSink.problems` may name, in English."""

_WHITESPACE: Final = b" \t\r\n\v\f"
_ALPHABET: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_FOREIGN: Final = bytes(set(range(256)) - set(_ALPHABET) - {ord("=")})
_QUANTUM: Final = 4  # characters of base64 that make three octets


class _Decoder:
    """Decodes piece by piece. `pending` is how many encoded octets at the end are not in the output yet."""

    def __init__(self) -> None:
        self.pending = 0
        self.problems: set[str] = set()

    def decode(self, data: bytes) -> bytes:
        """Pass everything: 7bit, 8bit and binary (RFC 2045, 6.2)."""
        return data

    def finish(self) -> bytes:
        """Give what was held back at the end."""
        return b""


class _Base64(_Decoder):
    """RFC 2045, 6.8. Four characters at a time, so what is left of them waits for the next piece."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting = b""
        self._is_padded = False

    def decode(self, data: bytes) -> bytes:
        text = self._waiting + data.translate(None, _WHITESPACE)
        usable = len(text) - len(text) % _QUANTUM
        try:
            if text[usable:].translate(None, _ALPHABET) or (self._is_padded and text):
                decoded = self._decode_patiently(text)
            else:
                decoded = binascii.a2b_base64(text[:usable], strict_mode=True)
                self._waiting = text[usable:]
                self._is_padded |= text[:usable].endswith(b"=")
        except binascii.Error:
            decoded = self._decode_patiently(text)
        self._note_pending(data)
        return decoded

    def finish(self) -> bytes:
        decoded = self._end_quantum()
        if decoded:
            self.problems.add("missing-padding")
        return decoded

    def _decode_patiently(self, text: bytes) -> bytes:
        clean = text.translate(None, _FOREIGN)
        if len(clean) != len(text):
            self.problems.add("foreign-characters")
        self._waiting = b""
        decoded = []
        for run, padding in re.findall(rb"([^=]*+)(=*+)", clean):
            if run and self._is_padded:
                self.problems.add("data-after-padding")
            text = self._waiting + run
            usable = len(text) - len(text) % _QUANTUM
            self._waiting = text[usable:]
            decoded.append(binascii.a2b_base64(text[:usable]))
            if padding:
                decoded.append(self._end_quantum())
                self._is_padded = True
        return b"".join(decoded)

    def _end_quantum(self) -> bytes:
        text, self._waiting = self._waiting, b""
        if len(text) == 1:
            self.problems.add("truncated")
            return b""
        return binascii.a2b_base64(text + b"==") if text else b""

    def _note_pending(self, data: bytes) -> None:
        """Find where in the input the waiting characters begin; they are few, so this looks at a few octets."""
        needed, position = len(self._waiting), len(data)
        while needed and position:
            position -= 1
            needed -= data[position] in _ALPHABET
        self.pending = len(data) - position + (self.pending if needed else 0)


class _QuotedPrintable(_Decoder):
    """RFC 2045, 6.7. White space and half escapes at a piece's end wait for what follows them."""

    _MOST_WAITING = 64 * 1024  # a longer run of white space is content

    def __init__(self) -> None:
        super().__init__()
        self._waiting = b""

    def decode(self, data: bytes) -> bytes:
        text = self._waiting + data
        usable = len(text.rstrip(b" \t\r"))
        escape = text.find(b"=", max(usable - 2, 0), usable)
        usable = usable if escape < 0 else escape
        if len(text) - usable > self._MOST_WAITING:
            usable = len(text)
        self._waiting = text[usable:]
        self.pending = len(self._waiting)
        return self._decode_lines(text[:usable])

    def finish(self) -> bytes:
        text, self._waiting = self._waiting, b""
        return self._decode_lines(text.rstrip(b" \t") + b"\n")[:-1] if text else b""

    def _decode_lines(self, text: bytes) -> bytes:
        if any(end in text for end in _PADDED_LINE_ENDS):
            *lines, rest = text.split(b"\n")
            text = b"\n".join([*map(_without_padding, lines), rest])
        data = binascii.a2b_qp(text)
        # An escape of three octets becomes one, a soft break of two or three becomes none; anything else is no escape.
        if len(text) - len(data) != 2 * text.count(b"=") + text.count(b"=\r\n"):
            self.problems.add("bad-escape")
        return data


_PADDED_LINE_ENDS: Final = (b" \r", b" \n", b"\t\r", b"\t\n")


def _without_padding(line: bytes) -> bytes:
    """Take away what a transport may have put before a line's end, also behind the sign of a soft break (rule 3)."""
    return line[:-1].rstrip(b" \t") + b"\r" if line.endswith(b"\r") else line.rstrip(b" \t")


_DECODERS: Final[Mapping[str, type[_Decoder]]] = MappingProxyType(
    {
        "": _Decoder,
        "7bit": _Decoder,
        "8bit": _Decoder,
        "binary": _Decoder,
        "base64": _Base64,
        "quoted-printable": _QuotedPrintable,
    }
)


class DecodedSink:
    """Decodes on the way to `sink`; made by `decoded`.

    Nothing in a letter makes it fail: what is wrong is passed over and named in `problems`, keys of `PROBLEMS`.
    `settled` is how many encoded octets are wholly in the output: an interrupted download whose sink keeps its part
    goes on there.
    """

    def __init__(self, sink: LiteralSink, encoding: str, offset: int) -> None:
        self._sink = sink
        self._decoder = _DECODERS.get(encoding, _Decoder)()
        self._received = offset
        if encoding not in _DECODERS:
            self._decoder.problems.add("unknown-encoding")

    @property
    def problems(self) -> frozenset[str]:
        """What was wrong so far."""
        return frozenset(self._decoder.problems)

    @property
    def settled(self) -> int:
        """The encoded octets, counted from the part's first, that need not be asked for again."""
        return self._received - self._decoder.pending

    def begin(self, sequence_number: SequenceNumber | None, section: BodySection | None, _size: int | None) -> None:
        """Pass it on; the size after decoding is not known."""
        self._sink.begin(sequence_number, section, None)

    def write(self, data: bytes) -> None:
        """Decode what can be decoded and pass it on."""
        self._received += len(data)
        self._pass_on(self._decoder.decode(data))

    def end(self) -> None:
        """Decode the rest and pass the end on."""
        self._pass_on(self._decoder.finish())
        self._decoder.pending = 0
        self._sink.end()

    def abort(self) -> None:
        """Pass it on."""
        self._sink.abort()

    def _pass_on(self, data: bytes) -> None:
        if data:
            self._sink.write(data)


def decoded(sink: LiteralSink, encoding: str | None, *, offset: int = 0) -> DecodedSink:
    """Put a decoder in front of `sink` for one literal in the transfer encoding of a part (RFC 2045, 6.1).

    Base64 and quoted-printable are decoded, 7bit, 8bit, binary and None pass, and so does what is not known, as a
    problem. `offset` is the `settled` of an earlier attempt that is being gone on with.
    """
    return DecodedSink(sink, (encoding or "").strip().lower(), offset)
