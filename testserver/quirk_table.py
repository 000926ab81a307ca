# SPDX-License-Identifier: MIT
"""The quirks: what clients have met on real servers, each as data with what it looks like on the wire.

The rows are those of the project's list of deviations; the documentation's table is drawn from here.
"""

from testserver.answers import Condition
from testserver.quirks import ItemRewrite, Quirk, Refuse, Reread, Rewrite, descends

_BODY = "BODYSTRUCTURE"
_WHOLE = rb"\A.*\Z"
_ENCODING = rb'"(7bit|8bit|binary|base64|quoted-printable)" (\d+)'
_END = rb"\)\r\n\Z"
_OPAQUE = b'("MESSAGE" "RFC822" NIL NIL NIL "7BIT" 1234 NIL NIL NIL NIL)'

QUIRKS: tuple[Quirk, ...] = (
    Quirk(
        "childless-multipart",
        (1,),
        "Gmail, Yandex, QQ",
        b'("ALTERNATIVE" ("BOUNDARY" "==alternative_xad5934455aeex") NIL NIL)',
        (
            ItemRewrite(
                _BODY,
                rb"\A\(\(.*\Z",
                b'(("ALTERNATIVE" ("BOUNDARY" "==alternative_xad5934455aeex") NIL NIL)'
                b'("RELATED" NIL ("ATTACHMENT" NIL) NIL) "MIXED" ("BOUNDARY" "b") NIL NIL)',
            ),
            ItemRewrite("BODY", rb"\A\(\(.*\Z", b'("ALTERNATIVE")'),
        ),
    ),
    Quirk(
        "code-without-text",
        (2,),
        "Gmail",
        b"] \r\n".replace(b" ", b""),
        (Rewrite("OK", rb"(\[(?:HIGHESTMODSEQ|UIDNEXT) \d+\])[^\r]*", rb"\1"),),
    ),
    Quirk(
        "bracket-in-flag",
        (3,),
        "Gmail",
        b"OIB-Seen-[Google Mail]/Alle Nachrichten",
        (
            Rewrite("FLAGS", _END, b" OIB-Seen-[Google Mail]/Alle Nachrichten)\r\n"),
            ItemRewrite("FLAGS", rb"\A\(([^()]+)\)\Z", rb"(\1 OIB-Seen-[Gmail]/Spam)"),
            ItemRewrite("FLAGS", rb"\A\(\)\Z", b"(OIB-Seen-[Gmail]/Spam)"),
        ),
    ),
    Quirk(
        "opaque-message-part",
        (4, 30),
        "Gmail, Dovecot",
        _OPAQUE,
        (ItemRewrite(_BODY, rb'\A.*"message" "rfc822".*\Z', _OPAQUE),),
    ),
    Quirk(
        "swapped-sender",
        (4,),
        "Gmail",
        b'(("anna" NIL "Anna" "example.org"))',
        (ItemRewrite("ENVELOPE", rb'\(\((NIL|"[^"]*") NIL ("[^"]*") ("[^"]*")\)\)', rb"((\2 NIL \1 \3))"),),
    ),
    Quirk(
        "number-before-md5",
        (5,),
        "Gmail",
        b" 42 NIL ",
        (ItemRewrite(_BODY, rb'("text" "plain" [^\n]*? \d+ \d+) (NIL|"[^"]*") ', rb"\1 42 \2 "),),
    ),
    Quirk(
        "all-nil-part",
        (6,),
        "Office 365",
        b'(NIL NIL NIL NIL NIL "7BIT" 0 NIL NIL NIL NIL)',
        (ItemRewrite(_BODY, _WHOLE, b'(NIL NIL NIL NIL NIL "7BIT" 0 NIL NIL NIL NIL)'),),
    ),
    Quirk("space-after-status", (7, 31), "Office 365, Surgemail", b") \r\n", (Rewrite("STATUS", _END, b") \r\n"),)),
    Quirk(
        "spaces-between-addresses",
        (8,),
        "Outlook.com",
        b'"example.org") (',
        (ItemRewrite("ENVELOPE", rb"\)\(", b") ("),),
    ),
    Quirk(
        "empty-copyuid",
        (9,),
        "Exchange",
        b"  ]",
        (Rewrite("OK", rb"\[COPYUID (\d+) \S+ \S+\]", rb"[COPYUID \1  ]"),),
    ),
    Quirk(
        "copyuid-without-ok",
        (9,),
        "Exchange",
        b"* [COPYUID ",
        (Rewrite("OK", rb"\A(\S+) OK (\[COPYUID [^\]]*\]) [^\r]*", rb"* \2\r\n\1 OK COPY completed."),),
    ),
    Quirk(
        "bare-disposition",
        (10,),
        "Exchange",
        b' "attachment" NIL',
        (ItemRewrite(_BODY, rb'\("(inline|attachment)" (?:NIL|\([^()]*\))\)', rb'"\1"'),),
    ),
    Quirk(
        "stray-description",
        (10,),
        "Exchange",
        b'"Multipart message"',
        (ItemRewrite(_BODY, rb'("mixed" \("boundary" "[^"]*"\))', rb'\1 "Multipart message"'),),
    ),
    Quirk("octets-minus-one", (11,), "Exchange", b'"7bit" -1', (ItemRewrite(_BODY, _ENCODING, rb'"\1" -1'),)),
    Quirk("bare-encoding", (11,), "Exchange", b" 7bit ", (ItemRewrite(_BODY, _ENCODING, rb"\1 \2"),)),
    Quirk(
        "bare-list-names",
        (12,),
        "Exchange",
        b' "/" Sent\t\r\n',
        (Rewrite("LIST", rb' "?([^" \r\n]+)"?\r\n\Z', b" \\1\t\r\n"),),
    ),
    Quirk(
        "free-text",
        (13,),
        "Exchange",
        b"* Server Unavailable. 15",
        ("say,command=NOOP,text=* Server Unavailable. 15,times=always",),
    ),
    Quirk(
        "code-with-quotes",
        (13,),
        "Exchange",
        b'[Error="Microsoft.Exchange',
        (Rewrite("OK", rb"\A(\S+ OK) \[CAPABILITY [^\]]*\]", rb'\1 [Error="Microsoft.Exchange.Error: x" Proxy="a"]'),),
    ),
    Quirk(
        "throttled",
        (14,),
        "Exchange Online",
        b"BAD Request is throttled. Suggested Backoff Time: 92415 milliseconds",
        ("bad,command=NOOP,times=always,text=Request is throttled. Suggested Backoff Time: 92415 milliseconds",),
    ),
    Quirk("namespace-kills", (15,), "Exchange 2003", b"", ("drop,command=NAMESPACE,times=always",)),
    Quirk(
        "no-lsub",
        (16,),
        "Exchange",
        b"BAD Command Error. 12",
        ("bad,command=LSUB,text=Command Error. 12,times=always",),
    ),
    Quirk("bye-repeated", (17,), "Yandex", b"* BYE Autologout\r\n" * 3, ("say,command=CHECK,count=3,times=always",)),
    Quirk("end-in-idle", (17,), "Yandex", b"+ idl", ("cut,command=IDLE,byte=5,times=always",)),
    Quirk("missing-value", (17,), "Yandex", b"BODY[TEXT] )", (ItemRewrite("BODY[", _WHOLE, b""),)),
    Quirk(
        "boundary-nil",
        (18,),
        "Mail.ru",
        b'("boundary" NIL)',
        (ItemRewrite(_BODY, rb'("boundary") "[^"]*"', rb"\1 NIL"),),
    ),
    Quirk("float-size", (18,), "Mail.ru", b"9.3736e+06", (ItemRewrite("RFC822.SIZE", rb"\d+", b"9.3736e+06"),)),
    Quirk("extra-segments", (18,), "Mail.ru", b' NIL "extra")', (ItemRewrite(_BODY, rb"\)\Z", b' NIL "extra")'),)),
    Quirk("silent-enable", (19,), "iCloud", b"", (Rewrite("ENABLED", _WHOLE, b""),)),
    Quirk(
        "unescaped-message-id",
        (19,),
        "iCloud",
        b'"<"one@example.org"@Redacted>"',
        (ItemRewrite("ENVELOPE", rb'"<([^">]*)>"\)\Z', rb'"<"\1"@Redacted>")'),),
    ),
    Quirk("no-rfc822", (19,), "iCloud", b"", (ItemRewrite("RFC822", b"", None),)),
    Quirk("empty-list-for-nil", (20,), "Yahoo", b")) () ", (ItemRewrite("ENVELOPE", rb"\)\) NIL ", b")) () "),)),
    Quirk(
        "namespace-incomplete",
        (20,),
        "Yahoo",
        b'(("" NIL))\r\n',
        (Rewrite("NAMESPACE", rb" .*\r\n", b' (("" NIL))\r\n'),),
    ),
    Quirk(
        "unknown-items",
        (20,),
        "AOL",
        b"XAOL-PAREN-LIST (a b))",
        (Rewrite("FETCH", _END, b" XAOL.SPAM.REASON 0 XAOL-MSGID 1 XAOL-PAREN-LIST (a b))\r\n"),),
    ),
    Quirk(
        "trailing-space",
        (21,),
        "QQ",
        b" \r\n",
        (Rewrite("CAPABILITY", rb"\r\n\Z", b" \r\n"), Rewrite("SEARCH", rb"\r\n\Z", b" \r\n")),
    ),
    Quirk(
        "stray-quote",
        (21,),
        "QQ",
        b'"example.org\\""))',
        (ItemRewrite("ENVELOPE", rb'"([a-z.]+)"\)\)', rb'"\1\\""))'),),
    ),
    Quirk(
        "no-descending-set",
        (21, 40),
        "QQ, hMailServer",
        b"BAD Parse command error",
        (Refuse(rb"\A\S+ (?:UID )?(?:FETCH|STORE|COPY|MOVE) ", Condition.BAD, "Parse command error", also=descends),),
    ),
    Quirk("empty-status", (22,), "163", b" ()\r\n", (Rewrite("STATUS", rb"\([^()]*\)\r\n", b"()\r\n"),)),
    Quirk(
        "unescaped-quotes",
        (22, 28),
        "163, SmarterMail",
        b' """" ',
        (ItemRewrite("ENVELOPE", rb'\A\((NIL|"[^"]*") (?:NIL|"[^"]*")', rb'(\1 """"'),),
    ),
    Quirk(
        "letter-tags", (22,), "163, QQ", b"BAD Invalid tag", (Refuse(rb"\A[^A-Za-z]", Condition.BAD, "Invalid tag"),)
    ),
    Quirk(
        "id-before-select",
        (22,),
        "163",
        b"NO SELECT Unsafe Login.",
        (
            Refuse(
                rb"\A\S+ (?:SELECT|EXAMINE) ",
                Condition.NO,
                "SELECT Unsafe Login. Please contact kefu@188.com for help",
                unless="ID",
            ),
        ),
    ),
    Quirk(
        "extra-parentheses",
        (23,),
        "Domino",
        b"(ENVELOPE (",
        (Rewrite("FETCH", rb"(ENVELOPE \(.*\))( BODY \()", rb"(\1)\2"),),
    ),
    Quirk("empty-body", (23,), "Domino", b"BODY ()", (ItemRewrite("BODY", _WHOLE, b"()"),)),
    Quirk("delimiter-backslash", (23,), "Domino", b' "\\\\" ', (Rewrite("LIST", rb'\) "/" ', rb') "\\\\" '),)),
    Quirk("fetch-zero", (24,), "Courier", b"* 0 FETCH", (Rewrite("FETCH", rb"\A\* \d+", b"* 0"),)),
    Quirk("no-uidnext", (24,), "Courier", b"", (Rewrite("OK", rb"\A\* OK \[UIDNEXT .*\Z", b""),)),
    Quirk("idle-words", (24,), "Courier", b"+ entering idle mode", (Rewrite("+", rb"idling", b"entering idle mode"),)),
    Quirk("line-16384", (24,), "Courier, Gmail", b"BAD Command line longer than 16384", longest_line=16384),
    Quirk("line-8000", (), "many", b"BAD Command line longer than 8000", longest_line=8000),
    Quirk("line-1000", (), "Yahoo, UW", b"BAD Command line longer than 1000", longest_line=1000),
    Quirk("spurious-enabled", (25,), "Cyrus", b"* ENABLED\r\n", ("say,command=SELECT,text=* ENABLED,times=always",)),
    Quirk("no-closed", (25,), "Cyrus", b"", (Rewrite("OK", rb"\A\* OK \[CLOSED\].*\Z", b""),)),
    Quirk(
        "no-special-use-selection",
        (26,),
        "ProtonMail Bridge",
        b"BAD Unknown option",
        (Refuse(rb"\A\S+ LIST \(SPECIAL-USE\)", Condition.BAD, "Unknown option"),),
    ),
    Quirk(
        "bare-appendlimit",
        (26,),
        "ProtonMail Bridge",
        b" APPENDLIMIT\r\n",
        (Rewrite("CAPABILITY", rb"\r\n", b" APPENDLIMIT\r\n"),),
    ),
    Quirk("nil-flags", (26,), "ProtonMail Bridge", b"FLAGS NIL", (ItemRewrite("FLAGS", _WHOLE, b"NIL"),)),
    Quirk("modseq-zero", (27,), "Zoho", b"MODSEQ (0)", (ItemRewrite("MODSEQ", _WHOLE, b"(0)"),)),
    Quirk("star-in-flags", (27,), "Zoho", b" \\*)\r\n", (Rewrite("FLAGS", _END, rb" \\*)" + b"\r\n"),)),
    Quirk("negative-number", (27,), "Zoho", b"* -1 FETCH", (Rewrite("FETCH", rb"\A\* \d+", b"* -1"),)),
    Quirk("nil-in-addresses", (28,), "SmarterMail", b"(NIL(", (ItemRewrite("ENVELOPE", rb"\(\(", b"(NIL("),)),
    Quirk("literal-too-long", (28,), "SmarterMail", b"BODY[TEXT] {10}", ("wrong_literal,by=-2,times=always",)),
    Quirk(
        "two-spaces",
        (29,),
        "DavMail",
        b"*  2 EXISTS",
        (Rewrite("EXISTS", rb"\A\* ", b"*  "), Rewrite("FETCH", rb"RFC822\.HEADER \{", b"RFC822.HEADER  {")),
    ),
    Quirk(
        "missing-domain",
        (30,),
        "Dovecot",
        b'"MISSING_DOMAIN"))',
        (ItemRewrite("ENVELOPE", rb'"[^"]*"\)\)', b'"MISSING_DOMAIN"))'),),
    ),
    Quirk("still-here", (30,), "Dovecot", b"* OK Still here", ("say,command=IDLE,text=* OK Still here,times=always",)),
    Quirk("space-in-list-end", (31,), "Outlook.com", b" )\r\n", (Rewrite("STATUS", _END, b" )\r\n"),)),
    Quirk("bare-continuation", (32,), "many", b"+\r\n", (Rewrite("+", rb"\A\+.*\Z", b"+\r\n"),)),
    Quirk(
        "zero-numbers",
        (33,),
        "many",
        b"[UIDVALIDITY 0]",
        (Rewrite("OK", rb"\[(UIDVALIDITY|UIDNEXT|UNSEEN) \d+\]", rb"[\1 0]"),),
    ),
    Quirk(
        "escaped-parenthesis",
        (34,),
        "GroupWise",
        b'"\\(',
        (ItemRewrite("ENVELOPE", rb'\A\((NIL|"[^"]*") "', rb'(\1 "\\('),),
    ),
    Quirk(
        "lower-case",
        (35,),
        "some",
        b"* capability imap4rev1",
        (
            Rewrite("LIST", rb"\A\* LIST", b"* List"),
            Rewrite("CAPABILITY", rb"CAPABILITY IMAP4rev1", b"capability imap4rev1"),
        ),
    ),
    Quirk("short-literal", (36, 43), "Rambler, Free, QIP", b"BODY[TEXT] {14}", ("wrong_literal,by=2,times=always",)),
    Quirk("literal-minus-one", (36,), "Free", b"{-1}", (Rewrite("FETCH", rb"\{\d+\}", b"{-1}"),)),
    Quirk("empty-fetch", (36,), "QIP", b"FETCH ()\r\n", (Rewrite("FETCH", rb"\(.*\)\r\n\Z", b"()\r\n"),)),
    Quirk("malformed-flags", (37,), "Citadel, Binc", b"* FLAGS (\\ ", (Rewrite("FLAGS", rb"\(\S+", rb"(\\"),)),
    Quirk(
        "malformed-greeting",
        (37,),
        "lavabit",
        b"*  OK\r\n",
        (Rewrite("OK", rb"\A\* OK [^\r]*ready\r\n", b"*  OK\r\n"),),
    ),
    Quirk(
        "duplicate-capability", (37,), "Bigfoot", b"\r\n* CAPABILITY", (Rewrite("CAPABILITY", rb"\A(.*)\Z", rb"\1\1"),)
    ),
    Quirk("leading-nul", (38,), "some proxies", b"\0\0* ", (Rewrite("FETCH", rb"\A", b"\0\0"),)),
    Quirk("spaced-capability", (39,), "some", b"LITERAL +", (Rewrite("CAPABILITY", rb"LITERAL\+", b"LITERAL +"),)),
    Quirk("empty-id", (39,), "some", b"* ID ()", (Rewrite("ID", rb"\(.*\)", b"()"),)),
    Quirk("nil-encoding", (39, 11), "some", b" NIL 12 ", (ItemRewrite(_BODY, _ENCODING, rb"NIL \2"),)),
    Quirk("no-lines", (39,), "bluemind", b" 12 NIL", (ItemRewrite(_BODY, rb'("text" [^\n]*? \d+) \d+', rb"\1"),)),
    Quirk(
        "atom-header-names",
        (39,),
        "mailo.com",
        b"BAD Header names are atoms",
        (Refuse(rb'HEADER\.FIELDS \([^)]*"', Condition.BAD, "Header names are atoms"),),
    ),
    Quirk(
        "login-prompt",
        (41,),
        "Microsoft 365",
        b"+ VXNlciBOYW1lAA==",
        (Rewrite("+", rb"\A\+ VXNl\S*", b"+ VXNlciBOYW1lAA=="),),
    ),
    Quirk(
        "empty-xlist",
        (42,),
        "strato.de",
        b" XLIST\r\na1 OK",
        (Rewrite("CAPABILITY", rb"\r\n", b" XLIST\r\n"), Reread(rb"\A(\S+) XLIST .*\Z", rb"\1 NOOP")),
    ),
    Quirk("no-parenthesis", (43,), "Xeams", b"", (Rewrite("FETCH", _END, b"\r\n"),)),
    Quirk(
        "blank-line-after-body",
        (43,),
        "some",
        b"\r\n\r\n)\r\n",
        (Rewrite("FETCH", rb"\r\n\)\r\n\Z", b"\r\n\r\n)\r\n"),),
    ),
    Quirk("partial-ignored", (44,), "some", b"BODY[TEXT] {12}", (Reread(rb"<\d+\.\d+>", b""),)),
    Quirk(
        "nil-media-type", (45,), "SIMS, UW", b"(NIL NIL (", (ItemRewrite(_BODY, rb'\A\("[^"]*" "[^"]*"', b"(NIL NIL"),)
    ),
    Quirk(
        "space-in-status-name",
        (45,),
        "Status",
        b"* STATUS INBOX Bar (",
        (Rewrite("STATUS", rb'STATUS "?([^"(]+?)"? \(', rb"STATUS \1 Bar ("),),
    ),
    Quirk("no-uid-codes", (), "RFC 2060", b"", (Rewrite("OK", rb" \[(?:APPENDUID|COPYUID) [^\]]*\]", b""),)),
)
BY_NAME = {quirk.name: quirk for quirk in QUIRKS}


def quirk_table() -> str:
    """Return the table of quirks as Markdown, for the documentation."""
    lines = ["| quirk | row | met on | on the wire |", "|---|---|---|---|"]
    for quirk in QUIRKS:
        rows = ", ".join(map(str, quirk.rows))
        shown = repr(quirk.example)[2:-1].replace("\\\\", "\\").replace("|", "\\|")
        wire = f"`{shown}`" if shown else "something is left out"
        lines.append(f"| `{quirk.name}` | {rows} | {quirk.server} | {wire} |")
    return "\n".join(lines) + "\n"
