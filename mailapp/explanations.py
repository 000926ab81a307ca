# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said to the person about each error: in short, what happened, and what to do about it.

A table by the codes of `mailproto.errors` and `mailapp.errors`; `mailapp.texts.explain` fills in the values and says it
in the person's language. Knows no error classes and no language but English.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Explanation:
    """An error for a person: a title of a few words, and two sentences; the last may be empty."""

    title: str
    what_happened: str
    what_to_do: str = ""


_OUR_MISTAKE: Final = "This is a mistake in the program. Please report it, with the transcript if you can."
_SERVER_MISTAKE: Final = "The program will connect again. If it happens often, tell the server's administrator."
_TRY_LATER: Final = "The program will try again by itself. Check the network if it goes on."

EXPLANATIONS: Final[Mapping[str, Explanation]] = MappingProxyType(
    {
        "wrong-state": Explanation(
            "Not possible now",
            "{command} is not allowed in the state {state}; it needs {needed}.",
            "Sign in or open a folder first.",
        ),
        "capability-missing": Explanation(
            "The server cannot do this",
            "{command} needs {capability}, which this server does not offer.",
            "Choose another way to do it.",
        ),
        "forbidden-character": Explanation(
            "A character that cannot be sent",
            "{what} holds a character that IMAP cannot carry: {character}.",
            "Remove the character and try again.",
        ),
        "bad-argument": Explanation("This cannot be sent", "{what}: {reason}.", "Correct it and try again."),
        "not-enabled": Explanation(
            "Not switched on",
            "{command} needs {capability}, which was not switched on for this connection.",
            _OUR_MISTAKE,
        ),
        "uid-required": Explanation(
            "Not possible by number",
            "{command} names letters by number; this connection knows only UIDs.",
            _OUR_MISTAKE,
        ),
        "append-limit": Explanation(
            "The letter is too large for the server",
            "It has {actual} bytes, and the server takes at most {limit}.",
            "Make it smaller, for instance by leaving out attachments.",
        ),
        "source-differs": Explanation(
            "The letter changed while it was being sent",
            "There are {given} bytes, and {announced} were announced to the server. The letter was not stored.",
            "Try again when nobody else is writing to it.",
        ),
        "cannot-pipeline": Explanation(
            "Not possible at the same time",
            "{command} cannot be sent while {in_flight} is in progress.",
            "Wait until the other command is finished.",
        ),
        "connection-is-closed": Explanation(
            "Not connected", "{command} cannot be sent: the connection is closed.", "Connect again first."
        ),
        "unencrypted-password": Explanation(
            "The password was not sent",
            "The connection to {host} is not encrypted: anybody on the way could read the password.",
            "Choose TLS or STARTTLS in the account's settings.",
        ),
        "login-disabled": Explanation(
            "Sign-in is not allowed here",
            "The server forbids signing in with a password on this connection.",
            "Choose an encrypted connection or another way to sign in.",
        ),
        "abandoned": Explanation("Given up", "{command} was given up before it was sent.", "Try again."),
        "event-loop-running": Explanation(
            "The program made a mistake", "A blocking call was made where it cannot be.", _OUR_MISTAKE
        ),
        "one-at-a-time": Explanation("Busy", "{what} is already in use.", "Wait until it is finished."),
        "framing-lost": Explanation(
            "The server's answer makes no sense",
            "The server's data cannot be read any further: {reason}.",
            _SERVER_MISTAKE,
        ),
        "limit-exceeded": Explanation(
            "The server sent too much", "{what} of {actual} is over the limit of {limit}.", _SERVER_MISTAKE
        ),
        "unexpected-response": Explanation(
            "The server answered out of turn", "It sent, unasked: “{response}”.", _SERVER_MISTAKE
        ),
        "bad-greeting": Explanation(
            "This is no IMAP server", "It greeted with: “{response}”.", "Check the server's name and port."
        ),
        "data-before-tls": Explanation(
            "The connection was tampered with",
            "Data arrived between the server's consent to encryption and its beginning.",
            "Nothing was sent. Use another network, or TLS on port 993.",
        ),
        "preauthenticated-before-tls": Explanation(
            "The connection was tampered with",
            "The server declared the sign-in done before the connection was encrypted.",
            "Nothing was sent. Use another network, or TLS on port 993.",
        ),
        "starttls-unavailable": Explanation(
            "The connection cannot be encrypted",
            "The server offers no STARTTLS, or somebody on the way removed the offer.",
            "Use TLS on port 993. Without encryption nothing is sent.",
        ),
        "bad-challenge": Explanation(
            "The sign-in failed",
            "The server's part of the sign-in makes no sense: {reason}.",
            "Check the server's name. If it is right, tell the server's administrator.",
        ),
        "server-not-verified": Explanation(
            "This may not be your server",
            "The server did not prove that it knows your password, as the right one would have.",
            "The connection was ended. Check the server's name, or use another network.",
        ),
        "missing-data": Explanation(
            "The server's answer is incomplete",
            "The server completed {command} without the data it asks for.",
            _SERVER_MISTAKE,
        ),
        "rejected": Explanation("The server refused", "To {command} the server answered: “{text}”."),
        "authentication-failed": Explanation(
            "Sign-in was refused",
            "The server answered: “{text}”.",
            "Check the user name and the password. Some providers want a password made for mail programs.",
        ),
        "invalid": Explanation(
            "The server did not understand", "To {command} the server answered: “{text}”.", _OUR_MISTAKE
        ),
        "closed": Explanation(
            "The server closed the connection", "The connection ended before the answer.", _TRY_LATER
        ),
        "closed-here": Explanation("Disconnected", "The connection was closed by this program.", "Connect again."),
        "bye": Explanation("The server ended the connection", "It said: “{text}”.", _TRY_LATER),
        "deadline-exceeded": Explanation(
            "The server does not answer", "No answer to {what} within {seconds} s.", _TRY_LATER
        ),
        "host-not-found": Explanation(
            "The server was not found",
            "There is no server named {host}: {reason}.",
            "Check the server's name and the network.",
        ),
        "connection-refused": Explanation(
            "Nothing answers there",
            "Nothing answers at {host}, port {port}: {reason}.",
            "Check the port: 993 for TLS, 143 for STARTTLS.",
        ),
        "connection-failed": Explanation(
            "No connection", "The connection to {host}, port {port}, was not made: {reason}.", _TRY_LATER
        ),
        "connection-lost": Explanation(
            "The connection was lost", "The connection to {host}, port {port}, broke: {reason}.", _TRY_LATER
        ),
        "tls-failed": Explanation(
            "No encrypted connection",
            "Encryption with {host}, port {port}, could not be agreed on: {reason}.",
            "Check the port and the choice between TLS and STARTTLS.",
        ),
        "certificate-rejected": Explanation(
            "The server's certificate is not trusted",
            "The certificate of {host}, port {port}, was refused: {reason}.",
            "Look at the certificate. Trust it only if its fingerprint is the one the administrator tells you.",
        ),
        "certificate-wrong-host": Explanation(
            "The certificate belongs to another server",
            "The certificate of {host}, port {port}, was made out to somebody else: {reason}.",
            "Check the server's name. Trust the certificate only if the administrator confirms its fingerprint.",
        ),
        "certificate-changed": Explanation(
            "The server's certificate has changed",
            "The certificate of {host}, port {port}, is not the one that was trusted before.",
            "Somebody may be reading along. Ask the administrator before trusting the new one.",
        ),
        "app-store-damaged": Explanation(
            "The stored mail is damaged",
            "{file} cannot be read: {reason}.",
            "The letters are still on the server; store them anew.",
        ),
        "app-store-newer": Explanation(
            "The stored mail is from a newer program",
            "{file} was written by a newer version of the program (format {version}).",
            "Install the newer version, or choose another profile.",
        ),
        "app-store-unusable": Explanation(
            "The stored mail cannot be opened", "{file}: {reason}.", "Check the disk and who may use the folder."
        ),
        "app-file-damaged": Explanation("A file cannot be read", "{file}: {reason}."),
        "app-file-exists": Explanation("The file exists already", "{file} was left as it is.", "Choose another name."),
        "app-disk": Explanation(
            "The file cannot be written", "{file}: {reason}.", "Check the free space and who may write there."
        ),
        "app-no-such-folder": Explanation(
            "There is no such folder", "The server has no folder {folder}: {reason}.", "Check the folder's name."
        ),
        "app-letter-gone": Explanation("The letter is gone", "The letter is no longer on the server."),
        "app-part-gone": Explanation("The part is gone", "The letter has no part {section}."),
        "app-letter-incomplete": Explanation(
            "The letter is incomplete",
            "The server sent {received} of {expected} octets of the letter.",
            "Receive it again.",
        ),
        "app-bad-address": Explanation(
            "The address cannot be read",
            "{address}: {reason}.",
            "Write it like imaps://user@host/folder.",
        ),
        "app-no-password": Explanation(
            "No password", "There is no password for {user} at {host}: {reason}.", "Enter the password."
        ),
        "app-bad-pin": Explanation(
            "This is no fingerprint", "{pin} cannot be a fingerprint.", "Write sha256: and 64 hexadecimal digits."
        ),
        "app-qt-without-tls": Explanation(
            "Qt cannot encrypt here",
            "Qt cannot encrypt here: it was built for {built}, which this computer does not have.",
            "Choose Python instead, or start Konvert with your system's own PyQt5.",
        ),
        "app-internal": Explanation("The program made a mistake", "{reason}", _OUR_MISTAKE),
    }
)
"""Each text is a sentence for `tr`; its placeholders are those of the error's message."""
