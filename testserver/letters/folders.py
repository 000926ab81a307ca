# SPDX-License-Identifier: MIT

"""The sample letters of the other folders: short texts as a table."""

from dataclasses import dataclass
from datetime import datetime

from testserver.letters import documents
from testserver.letters.compose import Heading, Person, attachment, compose, multipart, text
from testserver.letters.people import ALICE, DENIS, HELEN, MARINA, OLIVER, PAVEL, SOPHIE, STRANGER, TATIANA


@dataclass(frozen=True, slots=True)
class ShortLetter:
    """A letter of plain text, perhaps with one PDF."""

    days_ago: float
    sender: Person
    recipient: Person
    subject: str
    content: str
    file: str | None = None
    flags: tuple[str, ...] = (r"\Seen",)

    def octets(self, moment: datetime) -> bytes:
        """Return the letter."""
        body = text(self.content + "\n")
        if self.file is not None:
            page = documents.pdf("Report", ("Receiving mail over IMAP", f"{moment:%Y}"))
            body = multipart("mixed", body, attachment(self.file, "application/pdf", page))
        return compose(Heading(self.sender, self.recipient, self.subject, moment), body)


FOLDERS: dict[str, tuple[ShortLetter, ...]] = {
    "Sent": (
        ShortLetter(30.4, ALICE, TATIANA, "Re: Расписание занятий на семестр", "Спасибо, всё получила!\n\nАлиса"),
        ShortLetter(17.5, ALICE, PAVEL, "Re: Fwd: Programme of the conference", "Поедем! Билеты беру я.\n\nАлиса"),
        ShortLetter(
            2.45, ALICE, TATIANA, "Отчёт по лабораторной № 8", "Отчёт во вложении.\n\nАлиса", "Отчёт № 8 (Алиса).pdf"
        ),
    ),
    "Drafts": (
        ShortLetter(
            3.4,
            ALICE,
            HELEN,
            "Re: Minutes of the reading group",
            "Dear Helen,\n\nI would like to",
            None,
            (r"\Draft", r"\Seen"),
        ),
        ShortLetter(1.2, ALICE, MARINA, "Re: Ужин в пятницу?", "Буду! Гитару", None, (r"\Draft", r"\Seen")),
    ),
    "Trash": (
        ShortLetter(20.1, DENIS, ALICE, "Ключ от 105-й", "Ключ у вахтёра, не ищи.\n\nДенис"),
        ShortLetter(11.3, OLIVER, ALICE, "Wrong file", "Sorry, please ignore my previous letter.\n\nOliver"),
    ),
    "Junk": (
        ShortLetter(
            16.8, STRANGER, ALICE, "You have WON!!!", "Dear friend, send us your password to receive it.", None, ()
        ),
        ShortLetter(
            9.9,
            STRANGER,
            ALICE,
            "СРОЧНО: ваш ящик будет закрыт",
            "Перейдите по ссылке http://bank.example.net",
            None,
            (),
        ),
        ShortLetter(
            2.7, STRANGER, ALICE, "Re: your invoice", "See the attached document.", "invoice.pdf.exe", (r"\Flagged",)
        ),
    ),
    "Archive": (
        ShortLetter(119.62, SOPHIE, ALICE, "Summer school", "The list of participants is complete. Welcome!\n\nSophie"),
        ShortLetter(95.5, MARINA, ALICE, "Билеты на поезд", "Места 17 и 18, нижние.\n\nМарина", "Билеты.pdf"),
        ShortLetter(
            64.2, HELEN, ALICE, "Thank you", "It was a lovely evening.\n\nHelen", None, (r"\Answered", r"\Seen")
        ),
    ),
    "Учёба": (
        ShortLetter(
            39.53, TATIANA, ALICE, "Список литературы", "Основное: RFC 9051 и методические указания.", "Литература.pdf"
        ),
        ShortLetter(12.6, TATIANA, ALICE, "Консультация", "В четверг в 15:00, аудитория 312."),
    ),
    "Учёба/Лабораторные": (
        ShortLetter(26.37, TATIANA, ALICE, "Лабораторная № 6: принята", "Замечаний нет.", None, (r"\Seen", "$Passed")),
        ShortLetter(
            13.1,
            TATIANA,
            ALICE,
            "Лабораторная № 7: исправить",
            "Нет диаграммы состояний.",
            None,
            (r"\Flagged", r"\Seen"),
        ),
        ShortLetter(
            4.2,
            TATIANA,
            ALICE,
            "Лабораторная № 8: задание",
            "Приём писем по протоколу IMAP.",
            "Лабораторная № 8.pdf",
            (),
        ),
    ),
}
