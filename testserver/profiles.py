# SPDX-License-Identifier: MIT
"""What kind of server it plays: capabilities and quirks, as data.

A command whose capability a profile lacks is unknown there. Knows no commands; the session asks.
"""

from dataclasses import dataclass

from testserver.authentication import MECHANISMS
from testserver.capabilities import ALL_EXTENSIONS


class NoSuchProfileError(ValueError):
    """There is no profile of this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"No profile {name!r}; there are {', '.join(sorted(PROFILES))}")


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


_ALL = (
    Profile("default", "Everything this server can."),
    Profile("minimal", "IMAP4rev1 without any extension.", (), "ready", capability_in_greeting=False),
    Profile("preauth", "Greets with PREAUTH: the client is signed in from the start.", preauthenticated=True),
    Profile(
        "starttls-injection", "Executes after STARTTLS what came before it in the clear.", remembers_plaintext=True
    ),
    Profile("all-mechanisms", "Offers every SASL mechanism that this server can.", mechanisms=tuple(MECHANISMS)),
    Profile("no-login", "Refuses LOGIN even under TLS (LOGINDISABLED); AUTHENTICATE PLAIN works.", login_disabled=True),
)
PROFILES = {profile.name: profile for profile in _ALL}


def find_profile(name: str) -> Profile:
    """Return a profile by name, or raise NoSuchProfileError."""
    found = PROFILES.get(name)
    if found is None:
        raise NoSuchProfileError(name)
    return found


def profile_table() -> str:
    """Return the table of profiles as Markdown, for the documentation."""
    rows = [f"| `{profile.name}` | {profile.description} |" for profile in PROFILES.values()]
    return "\n".join(["| profile | what it is |", "|---|---|", *rows]) + "\n"
