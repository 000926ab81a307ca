# SPDX-License-Identifier: MIT
"""One client's session: its state, its user, its selected mailbox (RFC 9051 section 3).

Knows neither octets nor transport; the commands change it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from testserver.accounts import Account
from testserver.answers import Condition, Response, Status
from testserver.authentication import MECHANISMS
from testserver.capabilities import ENABLED_WITH
from testserver.effects import Effect
from testserver.limits import DEFAULT_LIMITS, Limits
from testserver.mailboxes import Mailbox
from testserver.profiles import PROFILES, Profile
from testserver.view import SelectedView


class State(StrEnum):
    """The four states of RFC 9051 section 3."""

    NOT_AUTHENTICATED = "not authenticated"
    AUTHENTICATED = "authenticated"
    SELECTED = "selected"
    LOGOUT = "logout"


_LITERAL_MINUS = 4096  # octets (RFC 7888 section 5)


def _now() -> datetime:
    return datetime.now(UTC).astimezone()


@dataclass
class PostOffice:
    """What all sessions share."""

    accounts: Mapping[str, Account]
    profile: Profile = PROFILES["default"]
    limits: Limits = DEFAULT_LIMITS
    now: Callable[[], datetime] = _now


@dataclass
class Session:
    """The server's side of one connection. `wake` is called when a change elsewhere should be told here."""

    post_office: PostOffice
    encrypted: bool = True
    wake: Callable[[], None] = field(default=lambda: None, repr=False)
    state: State = field(default=State.NOT_AUTHENTICATED, init=False)
    account: Account | None = field(default=None, init=False)
    view: SelectedView | None = field(default=None, init=False)
    enabled: set[str] = field(default_factory=set, init=False)  # RFC 5161, in upper case
    compressed: bool = field(default=False, init=False)  # RFC 4978
    tag: bytes = field(default=b"", init=False)  # of the current command
    numbers_named: bool = field(default=False, init=False)  # it named sequence numbers: EXPUNGE must wait
    afterwards: Effect | None = field(default=None, init=False)  # follows the tagged status of the current command

    @property
    def profile(self) -> Profile:
        """What kind of server this client sees."""
        return self.post_office.profile

    def capabilities(self) -> tuple[bytes, ...]:
        """Return what the server can in the session's present state."""
        limits = {"APPENDLIMIT": f"APPENDLIMIT={self.post_office.limits.message}"}
        words = ["IMAP4rev1", *(limits.get(word, word) for word in self.profile.extensions)]
        if self.state is State.NOT_AUTHENTICATED:
            safe = (name for name in self.profile.mechanisms if self.encrypted or not MECHANISMS[name].needs_tls)
            words += [f"AUTH={name}" for name in safe]
            words += [] if self.encrypted else ["STARTTLS"]
            words += ["LOGINDISABLED"] if self.login_disabled else []
        return tuple(word.encode("ascii") for word in words)

    def has(self, capability: str) -> bool:
        """Tell whether the server that is played has an extension."""
        return capability == "IMAP4rev1" or capability in self.profile.extensions

    @property
    def longest_unasked_literal(self) -> int | None:
        """How long a non-synchronizing literal may be: any length, 4096 octets, or there is none (RFC 7888)."""
        if self.has("LITERAL+"):
            return None
        return _LITERAL_MINUS if self.has("LITERAL-") or self.has("IMAP4rev2") else -1

    @property
    def utf8_names(self) -> bool:
        """Tell whether mailbox names travel in UTF-8 (RFC 9051 section 5.1, RFC 6855 section 3)."""
        return not self.enabled.isdisjoint({"IMAP4REV2", "UTF8=ACCEPT"})

    def enable(self, words: Iterable[str]) -> tuple[str, ...]:
        """Enable what the server has and has not enabled yet; return those words as they are advertised."""
        advertised = {word.upper(): word for word in self.profile.extensions}
        newly: list[str] = []
        for word in words:
            if word in ENABLED_WITH and word in advertised and word not in self.enabled:
                newly.append(advertised[word])
                self.enabled |= ENABLED_WITH[word]
        return tuple(newly)

    def enable_condstore(self) -> Iterator[Response]:
        """Enable CONDSTORE for who uses it; tell the mailbox that is selected (RFC 7162 section 3.1)."""
        if "CONDSTORE" not in self.enabled and self.has("CONDSTORE"):
            self.enabled.add("CONDSTORE")
            yield from self.highest_modseq()

    def highest_modseq(self) -> Iterator[Response]:
        """Tell the selected mailbox's HIGHESTMODSEQ (RFC 7162 section 3.1.2.1)."""
        if self.view is not None:
            code = b"HIGHESTMODSEQ %d" % self.view.mailbox.highest_modseq
            yield Status(Condition.OK, "Highest", code)

    @property
    def login_disabled(self) -> bool:
        """Tell whether LOGIN is refused: always in the clear (RFC 9051 section 6.2.3)."""
        return not self.encrypted or self.profile.login_disabled

    def sign_in(self, user: str, password: str) -> bool:
        """Enter the authenticated state if the password is the user's."""
        account = self.post_office.accounts.get(user)
        if account is None or account.password != password:
            return False
        self.enter(account)
        return True

    def enter(self, account: Account) -> None:
        """Enter the authenticated state as this user."""
        self.account = account
        self.state = State.AUTHENTICATED

    def owner(self) -> Account:
        """Return the signed-in user's account."""
        if self.account is None:
            message = "no command that needs an account runs before sign-in"
            raise AssertionError(message)
        return self.account

    def selected(self) -> SelectedView:
        """Return the view of the selected mailbox."""
        if self.view is None:
            message = "no command that needs a mailbox runs before SELECT"
            raise AssertionError(message)
        return self.view

    def select(self, mailbox: Mailbox, *, read_only: bool) -> SelectedView:
        """Enter the selected state with this mailbox."""
        self.unselect()
        self.view = SelectedView(mailbox, read_only=read_only, wake=self.wake, enabled=self.enabled)
        self.state = State.SELECTED
        return self.view

    def unselect(self) -> None:
        """Leave the selected state."""
        if self.view is not None:
            self.view.close()
            self.view = None
            self.state = State.AUTHENTICATED

    def updates(self, *, expunges: bool) -> Iterator[Response]:
        """Yield what has changed in the selected mailbox."""
        if self.view is not None:
            yield from self.view.updates(expunges=expunges)

    def end(self) -> None:
        """Leave for good."""
        self.unselect()
        self.state = State.LOGOUT
