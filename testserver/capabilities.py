# SPDX-License-Identifier: MIT
"""The extensions that this server can, by the names of CAPABILITY, and which of them ENABLE takes.

A profile chooses among them; nothing stands here that is not done whole. Knows names only.
"""

ALL_EXTENSIONS = (
    "IMAP4rev2",
    "APPENDLIMIT",
    "BINARY",
    "CHILDREN",
    "COMPRESS=DEFLATE",
    "CONDSTORE",
    "CREATE-SPECIAL-USE",
    "ENABLE",
    "ESEARCH",
    "ESORT",
    "ID",
    "IDLE",
    "LIST-EXTENDED",
    "LIST-STATUS",
    "LITERAL+",
    "METADATA",
    "MOVE",
    "MULTIAPPEND",
    "NAMESPACE",
    "OBJECTID",
    "PARTIAL",
    "PREVIEW",
    "QRESYNC",
    "QUOTA",
    "QUOTA=RES-MESSAGE",
    "QUOTA=RES-STORAGE",
    "QUOTASET",
    "REPLACE",
    "SASL-IR",
    "SAVEDATE",
    "SEARCHRES",
    "SORT",
    "SORT=DISPLAY",
    "SPECIAL-USE",
    "STATUS=SIZE",
    "THREAD=ORDEREDSUBJECT",
    "THREAD=REFERENCES",
    "UIDPLUS",
    "UNSELECT",
    "UTF8=ACCEPT",
    "WITHIN",
)

# What ENABLE takes (RFC 5161) and what it brings with it (RFC 7162 section 3.2.3). Upper case, as compared.
ENABLED_WITH: dict[str, frozenset[str]] = {
    "IMAP4REV2": frozenset({"IMAP4REV2"}),
    "CONDSTORE": frozenset({"CONDSTORE"}),
    "QRESYNC": frozenset({"QRESYNC", "CONDSTORE"}),
    "UTF8=ACCEPT": frozenset({"UTF8=ACCEPT"}),
}
