# SPDX-License-Identifier: MIT
"""Small documents made by code, to be attached to letters: PDF, ZIP, DOCX, iCalendar, vCard, and a large file.

The same input gives the same octets. Knows file formats only.
"""

import io
import random
import zipfile
from datetime import datetime, timedelta
from xml.sax.saxutils import escape

LARGE_FILE_OCTETS = 25_000_000
_BLOCK = 57 * 16384  # whole lines of base64, so that the letter is quickly made
_DOS_EPOCH = (1980, 1, 1, 0, 0, 0)

_CONTENT_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONSHIPS = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
    ' Target="word/document.xml"/></Relationships>'
)


def pdf(title: str, lines: tuple[str, ...]) -> bytes:
    """Return a PDF of one page; Latin letters only."""
    commands = [f"BT /F1 20 Tf 60 770 Td ({_pdf_text(title)}) Tj /F1 12 Tf 0 -20 Td"]
    commands += [f"0 -18 Td ({_pdf_text(line)}) Tj" for line in lines]
    stream = "\n".join([*commands, "ET"])
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources <</Font <</F1 5 0 R>>>> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n".encode("ascii")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    trailer = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}".encode("ascii")
    return bytes(out)


def _pdf_text(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def archive(files: dict[str, str]) -> bytes:
    """Return a ZIP of text files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _DOS_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(entry, content.encode())
    return buffer.getvalue()


def docx(paragraphs: tuple[str, ...]) -> bytes:
    """Return a document that word processors open."""
    body = "".join(f"<w:p><w:r><w:t>{escape(paragraph)}</w:t></w:r></w:p>" for paragraph in paragraphs)
    document = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f"<w:body>{body}</w:body></w:document>"
    )
    return archive(
        {"[Content_Types].xml": _CONTENT_TYPES, "_rels/.rels": _RELATIONSHIPS, "word/document.xml": document}
    )


def calendar(summary: str, place: str, begins: datetime, hours: int) -> str:
    """Return an invitation (RFC 5545), lines ended by LF."""
    ends = begins + timedelta(hours=hours)
    return "\n".join(
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//example.org//Konvert test server//EN",
            "METHOD:REQUEST",
            "BEGIN:VEVENT",
            f"UID:{begins:%Y%m%d}-seminar@example.org",
            f"DTSTAMP:{begins:%Y%m%d}T000000Z",
            f"DTSTART:{begins:%Y%m%dT%H%M%S}",
            f"DTEND:{ends:%Y%m%dT%H%M%S}",
            f"SUMMARY:{summary}",
            f"LOCATION:{place}",
            "ORGANIZER;CN=Seminar:mailto:seminar@example.org",
            "ATTENDEE;RSVP=TRUE:mailto:alice@example.org",
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        ]
    )


def visiting_card(name: str, address: str, telephone: str) -> bytes:
    """Return a vCard (RFC 6350)."""
    lines = ("BEGIN:VCARD", "VERSION:4.0", f"FN:{name}", f"EMAIL:{address}", f"TEL;VALUE=uri:tel:{telephone}")
    return "\r\n".join([*lines, "END:VCARD", ""]).encode()


def large_file() -> bytes:
    """Return 25 million octets that don't compress; every block begins with its number, so that none is another."""
    noise = random.Random(25).randbytes(_BLOCK)  # noqa: S311 - reproducible, not secret
    blocks = -(-LARGE_FILE_OCTETS // _BLOCK)
    whole = b"".join(f"block {number:08d}\n".encode("ascii") + noise[15:] for number in range(blocks))
    return whole[:LARGE_FILE_OCTETS]
