# SPDX-License-Identifier: MIT
"""What kind of server it plays: capabilities and quirks, as data.

`NAME+QUIRK+QUIRK` is a profile with further quirks.
A command whose capability a profile lacks is unknown there. Knows no commands; the session asks.
"""

from dataclasses import dataclass, replace

from testserver.authentication import MECHANISMS
from testserver.capabilities import ALL_EXTENSIONS
from testserver.quirk_table import BY_NAME
from testserver.quirks import Quirk


class NoSuchProfileError(ValueError):
    """There is no profile of this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"No profile {name!r}; there are {', '.join(sorted(PROFILES))}")


class NoSuchQuirkError(ValueError):
    """There is no quirk of this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"No quirk {name!r}; there are {', '.join(sorted(BY_NAME))}")


@dataclass(frozen=True, slots=True)
class Profile:
    """One kind of server."""

    name: str
    description: str
    extensions: tuple[str, ...] = ALL_EXTENSIONS
    greeting: str = "IMAP4rev1 test server ready"
    capability_in_greeting: bool = True
    preauthenticated: bool = False  # greets with PREAUTH as the first user
    remembers_plaintext: bool = False  # executes after TLS what came before it: the flaw clients must not share
    login_disabled: bool = False
    mechanisms: tuple[str, ...] = ("PLAIN",)  # of testserver.authentication
    quirks: tuple[Quirk, ...] = ()


def _can(words: str) -> tuple[str, ...]:
    """Return those of a real server's extensions that this one can too."""
    return tuple(word for word in words.split() if word in ALL_EXTENSIONS)


def _quirks(*names: str) -> tuple[Quirk, ...]:
    return tuple(BY_NAME[name] for name in names)


_ALL = (
    Profile("default", "Everything this server can."),
    Profile(
        "minimal",
        "IMAP4rev1 without any extension, as in RFC 2060.",
        (),
        "ready",
        capability_in_greeting=False,
        quirks=_quirks("no-uidnext", "no-uid-codes"),
    ),
    Profile(
        "gmail",
        "Like Gmail: no CONDSTORE in ENABLE, text missing after codes, odd flags, broken structures.",
        _can("UNSELECT IDLE NAMESPACE ID CHILDREN UIDPLUS COMPRESS=DEFLATE ENABLE MOVE CONDSTORE ESEARCH UTF8=ACCEPT")
        + _can("LIST-EXTENDED LIST-STATUS LITERAL- SPECIAL-USE SASL-IR"),
        "Gimap ready for requests from 127.0.0.1",
        quirks=_quirks("childless-multipart", "code-without-text", "bracket-in-flag", "opaque-message-part")
        + _quirks("line-16384"),
        mechanisms=("PLAIN", "XOAUTH2", "OAUTHBEARER"),
    ),
    Profile(
        "yandex",
        "Like Yandex: few extensions, values missing, BYE again and again.",
        _can("UNSELECT IDLE NAMESPACE ID CHILDREN UIDPLUS ENABLE MOVE LITERAL+ SPECIAL-USE"),
        "Yandex IMAP4rev1 ready",
        quirks=_quirks("childless-multipart", "bye-repeated", "end-in-idle"),
    ),
    Profile(
        "exchange",
        "Like Exchange: sparse extensions, free text, bare names, odd structures and COPYUID, no LSUB.",
        _can("CHILDREN IDLE NAMESPACE LITERAL+ UIDPLUS ID UNSELECT MOVE SASL-IR"),
        "The Microsoft Exchange IMAP4 service is ready. [TQBXAEgAUABSADEAMgA=]",
        capability_in_greeting=False,
        quirks=_quirks("empty-copyuid", "bare-disposition", "stray-description", "bare-list-names")
        + _quirks("space-after-status", "no-lsub", "free-text", "code-with-quotes"),
    ),
    Profile(
        "dovecot",
        "Like Dovecot: nearly everything, and lines that only keep the link alive.",
        greeting="Dovecot ready.",
        quirks=_quirks("missing-domain", "still-here"),
    ),
    Profile(
        "coremail",
        "Like 163 and Coremail: no SELECT before ID, tags begin with a letter, STATUS empty.",
        _can("ID IDLE UIDPLUS CHILDREN"),
        "Coremail System IMap Server Ready(163com)",
        quirks=_quirks("id-before-select", "letter-tags", "empty-status"),
    ),
    Profile(
        "yahoo",
        "Like Yahoo: command lines of 1000 octets, empty lists, unknown items.",
        _can("ID IDLE NAMESPACE UIDPLUS CHILDREN MOVE ENABLE CONDSTORE SASL-IR"),
        "IMAP4rev1 imapgate ready",
        quirks=_quirks("line-1000", "empty-list-for-nil", "unknown-items", "namespace-incomplete"),
    ),
    Profile("preauth", "Greets with PREAUTH: the client is signed in from the start.", preauthenticated=True),
    Profile(
        "starttls-injection", "Executes after STARTTLS what came before it in the clear.", remembers_plaintext=True
    ),
    Profile("all-mechanisms", "Offers every SASL mechanism that this server can.", mechanisms=tuple(MECHANISMS)),
    Profile("no-login", "Refuses LOGIN even under TLS (LOGINDISABLED); AUTHENTICATE PLAIN works.", login_disabled=True),
)
PROFILES = {profile.name: profile for profile in _ALL}


def find_profile(name: str) -> Profile:
    """Return a profile by name, with the quirks that follow it, or raise NoSuchProfileError, NoSuchQuirkError."""
    base, *quirks = name.split("+")
    found = PROFILES.get(base)
    if found is None:
        raise NoSuchProfileError(base)
    for quirk in quirks:
        if quirk not in BY_NAME:
            raise NoSuchQuirkError(quirk)
    return replace(found, name=name, quirks=(*found.quirks, *_quirks(*quirks))) if quirks else found


def profile_table() -> str:
    """Return the table of profiles as Markdown, for the documentation."""
    lines = ["| profile | what it is | its quirks |", "|---|---|---|"]
    for profile in PROFILES.values():
        quirks = " ".join(f"`{quirk.name}`" for quirk in profile.quirks)
        lines.append(f"| `{profile.name}` | {profile.description} | {quirks} |")
    return "\n".join(lines) + "\n"
