# SPDX-License-Identifier: MIT
"""Commands as clients send them, drawn at random from a seed: right, unusual and wrong ones, for any server.

The same seed gives the same commands for the same answers. Knows only what a client was told: how many messages there
are, and their UIDs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

FLAGS: Final = (r"\Seen", r"\Deleted", r"\Flagged", r"\Answered", r"\Draft", "$one", "TWO")
LETTERS: Final = tuple(
    "\r\n".join(lines).encode()
    for lines in (
        (
            *("Subject: one", "From: Anna <anna@example.org>", "Date: Mon, 02 Feb 2026 04:05:06 +0000"),
            *("Message-ID: <1@example.org>", "", "first line", "second line", ""),
        ),
        (
            *("Subject: Re: one", "From: bob@example.com (Bob)", "To: list: a@b.example, c@d.example;"),
            *("Date: Tue, 03 Feb 2026 23:59:59 -0800", "In-Reply-To: <1@example.org>", "Message-ID: <2@example.org>"),
            *("", "yes", ""),
        ),
        (
            *("Subject: =?utf-8?q?gr=C3=BCn?=", "From: =?utf-8?q?J=C3=BCrgen?= <j@example.org>", "X-Note: a", " b"),
            *("X-Note: c", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: quoted-printable"),
            *("", "sch=C3=B6n", ""),
        ),
        (
            *("Subject: parts", "From: carl@example.org", "MIME-Version: 1.0", "Date: 4 Feb 2026 10:00 GMT"),
            *("Content-Type: multipart/mixed; boundary=b", "", "--b", "", "plain", "--b"),
            *("Content-Type: message/rfc822", "", "Subject: inner", "From: dora@example.org", "", "inner text", "--b"),
            *("Content-Type: application/octet-stream", "Content-Transfer-Encoding: base64"),
            *("Content-Disposition: attachment; filename=a.bin", "", "AAECAw==", "--b--", ""),
        ),
    )
)
ITEMS: Final = (
    *("FLAGS", "UID", "INTERNALDATE", "RFC822.SIZE", "ENVELOPE", "BODY", "BODYSTRUCTURE", "RFC822.HEADER"),
    *("BODY.PEEK[]", "BODY.PEEK[HEADER]", "BODY.PEEK[TEXT]", "BODY.PEEK[1]", "BODY.PEEK[2]", "BODY.PEEK[1.MIME]"),
    *("BODY.PEEK[2.HEADER]", "BODY.PEEK[2.TEXT]", "BODY.PEEK[3]<1.3>", "BODY.PEEK[]<5.10>", "BODY.PEEK[TEXT]<900.9>"),
    *("BODY.PEEK[HEADER.FIELDS (SUBJECT X-NOTE)]", "BODY.PEEK[HEADER.FIELDS.NOT (SUBJECT)]<0.20>", "BODY[TEXT]"),
    *("BINARY.PEEK[3]", "BINARY.SIZE[3]", "BINARY.PEEK[1]", "RFC822.TEXT"),
)
KEYS: Final = (
    *("ALL", "ANSWERED", "DELETED", "DRAFT", "FLAGGED", "SEEN", "UNANSWERED", "UNDELETED", "UNDRAFT", "UNFLAGGED"),
    *(
        "UNSEEN",
        "KEYWORD $one",
        "UNKEYWORD two",
        "SUBJECT one",
        "FROM example",
        "TO a@b",
        "CC x",
        'BCC ""',
        "BODY line",
    ),
    *("TEXT inner", "HEADER X-Note c", 'HEADER X-Note ""', "LARGER 150", "SMALLER 150", "BEFORE 5-Feb-2026"),
    *("ON 3-Feb-2026", "SINCE 3-Feb-2026", "SENTBEFORE 4-Feb-2026", "SENTON 3-Feb-2026", "SENTSINCE 3-Feb-2026"),
    *("SUBJECT gr", "BODY {6+}\r\nschön"),
)
NAMES: Final = ("INBOX", "a", "a/b", "a/b/c", "x", "inbox/y", "nowhere")
LEAVES: Final = ("x", "a/b/c", "z")  # nothing is below them
PATTERNS: Final = ('"" *', '"" %', '"" a/%', '"" %/%', "a *", 'a/ "%"', '"" "*b*"', '"" inbox', '"" INBOX/*', "x y")
WRONG: Final = (
    *(
        "FETCH 1",
        "FETCH 0 FLAGS",
        "FETCH 1 (FLAGS",
        "STORE 1 FLAG (x)",
        "SEARCH",
        "SEARCH OR ALL",
        "UID",
        "UID 1 FETCH",
    ),
    *("UID FETCH x FLAGS", "NONSENSE", "STATUS INBOX", "STATUS INBOX ()", "COPY 1", "SORT (DATE)", "LIST"),
    *("UID EXPUNGE", "APPEND INBOX", "RENAME a", "CREATE", "SEARCH CHARSET X-NONE ALL", "FETCH 1 BODY[1.]", "STORE 1"),
)


class Chooser:
    """Draws commands; each kind has its weight."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self._makers: tuple[tuple[int, Callable[[Sequence[int]], str]], ...] = (
            (8, self.append),
            (12, self.fetch),
            (12, self.store),
            (10, self.search),
            (4, self.sort_or_thread),
            (5, self.copy_or_move),
            (5, self.expunge),
            (5, self.select),
            (3, self.leave),
            (4, self.status),
            (5, self.mailbox),
            (4, self.list),
            (3, self.wrong),
            (4, lambda _: "NOOP"),
        )

    def command(self, uids: Sequence[int]) -> str:
        """Return a command of a client that knows of messages with these UIDs; literals stand in it, as LITERAL+."""
        weights = [weight for weight, _ in self._makers]
        (maker,) = self.chance.choices([make for _, make in self._makers], weights)
        return maker(uids)

    def numbers(self, uids: Sequence[int]) -> tuple[str, str]:
        """Return `UID ` or nothing, and a set of messages, now and then one that names what is not there."""
        by_uid = self.chance.random() < 0.5
        largest = (uids[-1] if by_uid else len(uids)) if uids else 0
        one = [str(self.chance.randint(1, largest or 1)) for _ in range(4)]
        beyond = str(largest + self.chance.randint(1, 3))
        forms = [one[0], f"{one[0]}:{one[1]}", f"{one[0]},{one[1]}:{one[2]},{one[3]}", "*", "1:*", f"*:{one[0]}"]
        chosen = beyond if self.chance.random() < 0.03 else self.chance.choice(forms)
        return "UID " if by_uid else "", chosen

    def append(self, uids: Sequence[int]) -> str:
        """Bring a letter."""
        del uids
        letter = self.chance.choice(LETTERS).decode()
        flags = f"({' '.join(self.chance.sample(FLAGS, self.chance.randint(0, 3)))}) "
        day = f'"{self.chance.randint(1, 9):02d}-Feb-2026 {self.chance.randint(0, 23):02d}:30:00 +0000" '
        return f"APPEND {self.chance.choice(NAMES)} {flags}{day}{{{len(letter)}+}}\r\n{letter}"

    def fetch(self, uids: Sequence[int]) -> str:
        """Read something."""
        prefix, numbers = self.numbers(uids)
        items = self.chance.sample(ITEMS, self.chance.randint(1, 4))
        asked = self.chance.choice(["ALL", "FAST", "FULL", f"({' '.join(items)})", items[0]])
        return f"{prefix}FETCH {numbers} {asked}"

    def store(self, uids: Sequence[int]) -> str:
        """Change flags."""
        prefix, numbers = self.numbers(uids)
        flags = " ".join(self.chance.sample(FLAGS, self.chance.randint(0, 3)))
        silent = self.chance.choice(["", "", ".SILENT"])
        return f"{prefix}STORE {numbers} {self.chance.choice(['', '+', '-', '+'])}FLAGS{silent} ({flags})"

    def keys(self, uids: Sequence[int], depth: int = 0) -> str:
        """Return search keys."""
        kind = self.chance.randint(0, 9 if depth < 3 else 4)
        if kind < 5:
            return self.chance.choice(KEYS)
        if kind == 5:
            prefix, numbers = self.numbers(uids)
            return prefix + numbers
        first, second = self.keys(uids, depth + 1), self.keys(uids, depth + 1)
        # Dovecot 2.3 finds too little for OR of two flags that are not set: one of the two is always about words.
        words = self.chance.choice(KEYS[12:])
        return (f"NOT {first}", f"OR {words} {second}", f"({first} {second})", f"{first} {second}")[kind - 6]

    def search(self, uids: Sequence[int]) -> str:
        """Look for messages."""
        forms = ["", "", "RETURN () ", "RETURN (MIN MAX COUNT) ", "RETURN (ALL COUNT) ", "CHARSET UTF-8 "]
        return f"{self.chance.choice(['', 'UID '])}SEARCH {self.chance.choice(forms)}{self.keys(uids)}"

    def sort_or_thread(self, uids: Sequence[int]) -> str:
        """Put messages in order."""
        prefix = self.chance.choice(["", "UID "])
        if self.chance.random() < 0.4:
            name = self.chance.choice(["REFERENCES", "ORDEREDSUBJECT"])
            # Dovecot 2.3 falls over THREAD with HEADER inside OR
            return f"{prefix}THREAD {name} UTF-8 {self.chance.choice(KEYS)}"
        words = self.chance.sample(["ARRIVAL", "DATE", "FROM", "TO", "CC", "SIZE", "SUBJECT", "REVERSE DATE"], 2)
        return f"{prefix}SORT ({' '.join(words)}) UTF-8 {self.keys(uids)}"

    def copy_or_move(self, uids: Sequence[int]) -> str:
        """Put messages elsewhere, few enough that mailboxes stay small."""
        prefix, numbers = self.numbers(uids)
        if len(uids) > 20:
            return f"{prefix}MOVE {numbers} {self.chance.choice(NAMES[1:])}"
        return f"{prefix}{self.chance.choice(['COPY', 'MOVE'])} {numbers} {self.chance.choice(NAMES)}"

    def expunge(self, uids: Sequence[int]) -> str:
        """Remove messages."""
        prefix, numbers = self.numbers(uids)
        return f"UID EXPUNGE {numbers}" if prefix else "EXPUNGE"

    def select(self, uids: Sequence[int]) -> str:
        """Open a mailbox, mostly INBOX."""
        del uids
        name = self.chance.choice(["INBOX", "INBOX", "INBOX", *NAMES])
        return f"{self.chance.choice(['SELECT', 'SELECT', 'EXAMINE'])} {name}"

    def leave(self, uids: Sequence[int]) -> str:
        """Close the mailbox, or look whether the server is there."""
        del uids
        return self.chance.choice(["CLOSE", "UNSELECT", "CHECK", "CAPABILITY"])

    def status(self, uids: Sequence[int]) -> str:
        """Ask how a mailbox is."""
        del uids
        items = self.chance.sample(["MESSAGES", "UIDNEXT", "UNSEEN", "SIZE"], 2)
        return f"STATUS {self.chance.choice(NAMES)} ({' '.join(items)})"

    def mailbox(self, uids: Sequence[int]) -> str:
        """Make, remove, rename, subscribe."""
        del uids
        verb = self.chance.choice(["CREATE", "CREATE", "CREATE", "DELETE", "RENAME", "SUBSCRIBE", "UNSUBSCRIBE"])
        if verb == "RENAME":
            return f"RENAME {' '.join(self.chance.sample(LEAVES, 2))}"
        return f"{verb} {self.chance.choice(LEAVES if verb == 'SUBSCRIBE' else NAMES[1:])}"

    def list(self, uids: Sequence[int]) -> str:
        """List mailboxes."""
        del uids
        verb = self.chance.choice(["LIST", "LIST", "LSUB", "LIST (SUBSCRIBED)"])
        return f"{verb} {self.chance.choice(PATTERNS)}"

    def wrong(self, uids: Sequence[int]) -> str:
        """Say what no server understands."""
        del uids
        return self.chance.choice(WRONG)
