# SPDX-License-Identifier: MIT
"""By what an untagged response and the commands that it may be the answer to find each other, none of them being asked.

A topic is a response's class, or a name with whom the response is about. Knows nothing of what is done with the answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mailproto.message_data import MessageData
from mailproto.responses import MailboxStatus
from mailproto.sequences import UidSet

if TYPE_CHECKING:
    from mailproto.responses import Response
    from mailproto.sequences import SequenceSet
    from mailproto.vocabulary import MailboxName

Topic = type[object] | str | tuple[object, object]

_BY_UID: Final = "letters by UID"
_BY_NUMBER: Final = "letters by number"
_FEW: Final = 16
"""How many letters a command may name to be found by each of them; those with more are found by what they name."""


def topics_of(response: Response) -> tuple[Topic, ...]:
    """Give all topics of a response; a command has one of them at most."""
    if isinstance(response, MessageData):
        numbered = (_BY_NUMBER, (_BY_NUMBER, response.sequence_number))
        # Without a UID it may be the answer to any UID FETCH, but only where it holds octets of the letter.
        about_uids = response.uid is not None or response.sections
        return (*numbered, _BY_UID, (_BY_UID, response.uid)) if about_uids else numbered
    if isinstance(response, MailboxStatus):
        return MailboxStatus, status_topic(response.mailbox)
    return (type(response),)


def letter_topics(numbers: SequenceSet | UidSet) -> tuple[Topic, ...]:
    """Give the topics of all data that may be about letters of a set."""
    kind = _BY_UID if isinstance(numbers, UidSet) else _BY_NUMBER
    if numbers.is_open or len(numbers) > _FEW:
        return (kind,)
    each = tuple((kind, number) for number in numbers)
    return (*each, (kind, None)) if kind is _BY_UID else each


def status_topic(mailbox: MailboxName) -> Topic:
    """Give the topic of the STATUS of one mailbox; the class alone is that of every mailbox."""
    return MailboxStatus, mailbox
