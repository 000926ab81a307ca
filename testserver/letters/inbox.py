# SPDX-License-Identifier: MIT

"""Sample letters that people wrote: what each is made of.

Each function makes one letter for a moment; the table of samples says when.
"""

from datetime import datetime, timedelta

from testserver.letters import documents, pictures
from testserver.letters.compose import (
    Entity,
    Heading,
    Person,
    attachment,
    compose,
    inline_picture,
    multipart,
    nested,
    text,
)
from testserver.letters.people import (
    ALICE,
    DENIS,
    GRANDFATHER,
    HELEN,
    MARINA,
    OLIVER,
    PAVEL,
    SEMINAR,
    SOPHIE,
    TATIANA,
)

_SKY: pictures.Colour = (120, 170, 220)
_SUNSET: pictures.Colour = (255, 190, 120)
_FOREST: pictures.Colour = (40, 70, 60)
_LAKE: pictures.Colour = (50, 90, 130)
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def to_alice(sender: Person, subject: str | None, moment: datetime, body: Entity, **extra: str) -> bytes:
    """Return a letter to the person whose mailbox this is; `extra` are further fields."""
    fields = tuple((name.replace("_", "-"), value) for name, value in extra.items())
    return compose(Heading(sender, ALICE, subject, moment, extra=fields), body)


def timetable(moment: datetime) -> bytes:
    """A PDF and a table with Russian names."""
    note = "Добрый день!\n\nВо вложении расписание на семестр и список группы.\n\nТатьяна Сергеевна,\nдеканат\n"
    page = documents.pdf(
        "Timetable", ("Mon 09:00  Computer networks, room 312", "Wed 11:00  Laboratory, room 105", "Fri 13:00  English")
    )
    table = "Фамилия;Группа;Вариант\r\nВетров;ИКТ-41;3\r\nОзёрная;ИКТ-41;8\r\n".encode("utf-8-sig")
    body = multipart(
        "mixed",
        text(note, encoding="base64"),
        attachment("Расписание на семестр.pdf", "application/pdf", page),
        attachment("Список группы.csv", "text/csv; charset=utf-8", table),
    )
    return to_alice(TATIANA, "Расписание занятий на семестр", moment, body)


def minutes(moment: datetime) -> bytes:
    """Plain text that flows (RFC 3676)."""
    content = (
        "Dear all, \n\nhere are the minutes of our reading group. We began with the chapter on naming and \n"
        "quickly came to the question why a mailbox needs both a UID and a UIDVALIDITY. Sophie had \n"
        "the best answer: a number alone says nothing when the shelf itself has been replaced.\n\n"
        "> Next time: push and pull, and what a server may say \n> without being asked.\n\n"
        "Please bring your own examples.\n\nHelen\n-- \nReading group, Tuesdays at six\n"
    )
    return to_alice(HELEN, "Minutes of the reading group", moment, text(content, extra="; format=flowed"))


def grandfather(moment: datetime) -> bytes:
    """KOI8-R, 8 bits, with a subject in the same charset."""
    content = (
        "Здравствуй, внучка!\n\nПишу тебе с нашего старого компьютера, он ещё помнит КОИ-8. Яблок в этом году\n"
        "столько, что варенья хватит до весны. Приезжай на выходные, бабушка печёт пироги.\n\nТвой дед\n"
    )
    body = text(content, charset="koi8-r", encoding="8bit")
    return compose(Heading(GRANDFATHER, ALICE, "Письмо из деревни", moment, subject_charset="koi8-r"), body)


def photographs(moment: datetime) -> bytes:
    """Three pictures."""
    views = (
        ("Утро.png", pictures.landscape((150, 190, 225), (255, 214, 170), (62, 92, 84), (92, 128, 158))),
        ("День.png", pictures.landscape(_SKY, (226, 238, 248), (52, 104, 62), (58, 118, 168))),
        ("Закат.png", pictures.landscape((96, 84, 140), _SUNSET, (36, 40, 58), (66, 62, 104))),
    )
    parts = [attachment(name, "image/png", pictures.png(320, 200, view)) for name, view in views]
    note = "Привет!\n\nНаконец разобрал фотографии с озера. Последняя — моя любимая.\n\nПавел\n"
    return to_alice(PAVEL, "Фотографии с озера", moment, multipart("mixed", text(note), *parts))


def forwarded(moment: datetime) -> bytes:
    """A letter in a letter, with an attachment of its own."""
    programme = documents.pdf(
        "Networks 2026", ("10:00  Opening", "10:30  Mail protocols, then and now", "13:00  Lunch")
    )
    original = compose(
        Heading(SOPHIE, PAVEL, "Programme of the conference", moment - timedelta(hours=5)),
        multipart(
            "mixed",
            text(
                "Hello Pavel,\n\nthe programme is final. See you there!\n\nSophie\n",
                encoding="7bit",
                charset="us-ascii",
            ),
            attachment("programme.pdf", "application/pdf", programme),
        ),
    )
    note = "Алиса, пересылаю программу. Поедем вместе?\n\nПавел\n"
    return to_alice(PAVEL, "Fwd: Programme of the conference", moment, multipart("mixed", text(note), nested(original)))


def invitation(moment: datetime) -> bytes:
    """An event, as a part that calendars understand and as a file."""
    begins = (moment + timedelta(days=9)).replace(hour=18, minute=0)
    event = documents.calendar("Семинар «Почта изнутри»", "Аудитория 312", begins, 2)
    plain = f"Семинар «Почта изнутри»\n{begins:%d.%m.%Y}, 18:00, аудитория 312\n"
    body = multipart(
        "mixed",
        multipart("alternative", text(plain), text(event, "calendar", extra="; method=REQUEST")),
        attachment("Приглашение.ics", "text/calendar; charset=utf-8", event.replace("\n", "\r\n").encode()),
    )
    return to_alice(SEMINAR, "Приглашение: семинар «Почта изнутри»", moment, body)


def lecture_notes(moment: datetime) -> bytes:
    """A document and an archive."""
    document = documents.docx(
        ("Lecture 3. Sequence numbers and UIDs", "A sequence number is a place; a UID is a name.")
    )
    examples = documents.archive(
        {"README.txt": "Play each file against the server.\n", "login.txt": "A001 LOGIN alice secret\n"}
    )
    body = multipart(
        "mixed",
        text("The notes of week 3 and the examples.\n\nOliver\n", charset="us-ascii", encoding="7bit"),
        attachment("lecture-3.docx", _DOCX, document),
        attachment("examples.zip", "application/zip", examples),
    )
    return to_alice(OLIVER, "Lecture notes, week 3", moment, body)


def visiting_card(moment: datetime) -> bytes:
    """A vCard."""
    card = documents.visiting_card("Денис Ветров", "denis@example.org", "+7-000-000-00-00")
    body = multipart(
        "mixed", text("Мои новые координаты — во вложении.\n"), attachment("Денис Ветров.vcf", "text/vcard", card)
    )
    return to_alice(DENIS, "Визитка", moment, body)


def long_subject(moment: datetime) -> bytes:
    """A subject of many encoded words, and a carbon copy."""
    subject = (
        "Очень важное объявление для всех студентов четвёртого курса, которые ещё не выбрали тему выпускной работы, "
        "а также для тех, кто выбрал её, но забыл записать в журнал кафедры до конца прошлой недели"
    )
    content = "Коллеги,\n\nвсё уже сказано в теме письма.\n\nТатьяна Сергеевна\n"
    return to_alice(TATIANA, subject, moment, text(content), Cc="denis@example.org, marina@example.org")


def no_subject(moment: datetime) -> bytes:
    """No subject at all."""
    return to_alice(
        OLIVER, None, moment, text("Did you get my last letter?\n\nO.\n", charset="us-ascii", encoding="7bit")
    )


_QUESTION_ID = "<question-8@example.org>"


def question(moment: datetime) -> bytes:
    """The beginning of a conversation."""
    content = (
        "Алиса, привет!\n\nВ задании сказано: метка — буква и три цифры. А что делать после Z999?\n"
        "И почему ответы могут прийти не по порядку?\n\nМарина\n"
    )
    return compose(Heading(MARINA, ALICE, "Лабораторная № 8", moment, _QUESTION_ID), text(content))


def answer(moment: datetime) -> bytes:
    """A reply with a quotation."""
    content = (
        "Марина пишет:\n> А что делать после Z999?\n\nНачать сначала, пропуская те метки, что ещё в пути.\n\n"
        "> И почему ответы могут прийти не по порядку?\n\n"
        "Сервер вправе выполнять команды одновременно. Метка и нужна, чтобы узнать свой ответ.\n\nДенис\n"
    )
    return to_alice(
        DENIS,
        "Re: Лабораторная № 8",
        moment,
        text(content),
        In_Reply_To=_QUESTION_ID,
        References=_QUESTION_ID,
    )


def large(moment: datetime) -> bytes:
    """An attachment of 25 million octets."""
    note = "Алиса, вот измерения целиком, 25 мегабайт. По ним видно, как идёт загрузка; её можно прервать.\n"
    body = multipart(
        "mixed",
        text(note),
        attachment("Данные измерений.bin", "application/octet-stream", documents.large_file()),
    )
    return to_alice(DENIS, "Данные измерений (большой файл)", moment, body)


def chapter(moment: datetime) -> bytes:
    """A name so long that it needs continuations (RFC 2231)."""
    name = "Глава вторая, в которой рассказывается о метках, ответах и о том, кто кого ждёт (черновик 3).docx"
    document = documents.docx(("Глава вторая", "Клиент говорит первым, но здоровается сервер."))
    body = multipart(
        "mixed",
        text("Посмотри, пожалуйста, до среды.\n\nМарина\n"),
        attachment(name, _DOCX, document),
        attachment("заметки.md", "text/markdown; charset=utf-8", "# Заметки\n\n- метки\n- ответы\n".encode()),
    )
    return to_alice(MARINA, "Черновик второй главы", moment, body)


def supper(moment: datetime) -> bytes:
    """Short, in base64."""
    content = "Привет!\n\nСобираемся в пятницу в семь, как обычно. Захвати, пожалуйста, гитару.\n\nМарина\n"
    return to_alice(MARINA, "Ужин в пятницу?", moment, text(content, encoding="base64"))


def birthday(moment: datetime) -> bytes:
    """Emoji and a picture."""
    html = (
        '<html><body style="text-align:center; font-family: sans-serif"><img src="cid:confetti@example.org" width="480"'
        ' height="120" alt=""><h1>🎉 С днём рождения! 🎂</h1><p>Пусть все письма приходят вовремя,<br>'
        "а ответы — с нужной меткой.</p><p>Павел, Денис и Марина</p></body></html>\n"
    )
    plain = (
        "С днём рождения!\n\nПусть все письма приходят вовремя, а ответы — с нужной меткой.\n\nПавел, Денис и Марина\n"
    )
    picture = pictures.png(240, 60, pictures.confetti((255, 236, 214)))
    rich = multipart("related", text(html, "html"), inline_picture("confetti@example.org", "confetti.png", picture))
    return to_alice(PAVEL, "🎉 С днём рождения, Алиса!", moment, multipart("alternative", text(plain), rich))
