# SPDX-License-Identifier: MIT
"""What FETCH tells of a letter: envelope, addresses, body structure, sections (RFC 9051, 7.5.2).

The wire's bytes are kept; decoded text and typed dates are properties. BODYSTRUCTURE is read when somebody looks.
"""

from mailproto.message_data.body_structure import BodyPart, BodyStructure, Disposition, Multipart, PartNumber
from mailproto.message_data.envelope import Address, Envelope
from mailproto.message_data.message import BodySection, MessageData, StreamedLiteral

__all__ = [
    "Address",
    "BodyPart",
    "BodySection",
    "BodyStructure",
    "Disposition",
    "Envelope",
    "MessageData",
    "Multipart",
    "PartNumber",
    "StreamedLiteral",
]
