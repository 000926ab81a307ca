# SPDX-License-Identifier: MIT

"""Sample letters that programs sent: newsletters, reports, orders.

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
from testserver.letters.inbox import to_alice
from testserver.letters.people import (
    ACCOUNTS,
    ALICE,
    BACKUP,
    DAEMON,
    HELEN,
    LIST,
    NEWSLETTER,
    OLIVER,
    SERVICE,
    SHOP,
    SOPHIE,
    THEATRE,
)


def welcome(moment: datetime) -> bytes:
    """Two forms of the same text."""
    plain = (
        "Здравствуйте, Алиса!\n\nВаш ящик готов. Здесь собраны письма на все случаи: простые и с картинками,\n"
        "с вложениями и без, в старых и новых кодировках. Откройте каждое.\n\nПочтовая служба\n"
    )
    html = (
        '<html><body style="font-family: sans-serif"><h2 style="color: #2b5d8a">Здравствуйте, Алиса!</h2>'
        "<p>Ваш ящик <b>готов</b>. Здесь собраны письма на все случаи:</p><ul><li>простые и с картинками,</li>"
        "<li>с вложениями и без,</li><li>в старых и новых кодировках.</li></ul><p>Откройте каждое.</p>"
        '<p style="color: #777">Почтовая служба</p></body></html>\n'
    )
    return to_alice(SERVICE, "Добро пожаловать!", moment, multipart("alternative", text(plain), text(html, "html")))


def invoice(moment: datetime) -> bytes:
    """Windows-1251 in quoted-printable."""
    content = "Добрый день.\n\nНаправляем счёт № 318 на сумму 4 250 руб. Оплатить до конца месяца.\n\nБухгалтерия\n"
    page = documents.pdf("Invoice No. 318", ("Printing of lecture notes   4 250.00 RUB", "Pay by the end of the month"))
    body = multipart(
        "mixed", text(content, charset="windows-1251"), attachment("Счёт № 318.pdf", "application/pdf", page)
    )
    return compose(Heading(ACCOUNTS, ALICE, "Счёт № 318", moment, subject_charset="windows-1251"), body)


def newsletter(moment: datetime) -> bytes:
    """HTML with pictures inside, a remote picture and a tracking pixel."""
    html = (
        '<html><body style="margin:0; font-family: Georgia, serif; background:#f3f1ec">'
        '<table width="560" align="center" cellpadding="12" style="background:#ffffff"><tr><td>'
        '<img src="cid:banner@news.example.com" width="536"'
        ' height="120" alt="The Weekly Sextant"></td></tr><tr><td><h1 style="color:#23405f">Finding your way</h1>'
        "<p>This week: why sailors measured the height of the sun, how a grid of postcodes changed the letter, and"
        " the quiet beauty of sequence numbers.</p><h3>Readers in numbers</h3>"
        '<img src="cid:chart@news.example.com" width="360" height="160" alt="Readers by weekday">'
        '<p><a href="https://news.example.com/this-week">Read on the web</a></p>'
        '<img src="https://news.example.com/pictures/harbour.jpg" width="300" height="180" alt="The harbour">'
        '<img src="https://track.example.net/open?reader=alice" width="1" height="1" alt=""></td></tr></table>'
        "</body></html>\n"
    )
    banner = pictures.png(268, 60, pictures.banner((35, 64, 95), (88, 140, 170), (255, 226, 170)))
    chart = pictures.png(180, 80, pictures.bars((0.3, 0.5, 0.45, 0.7, 0.9, 0.65, 0.8), (60, 120, 200)))
    rich = multipart(
        "related",
        text(html, "html"),
        inline_picture("banner@news.example.com", "banner.png", banner),
        inline_picture("chart@news.example.com", "chart.png", chart),
        extra=';\r\n type="text/html"',
    )
    plain = text("Finding your way\n\nRead on the web: https://news.example.com/this-week\n", encoding="7bit")
    return to_alice(
        NEWSLETTER,
        "The Weekly Sextant: finding your way",
        moment,
        multipart("alternative", plain, rich),
        List_Unsubscribe="<https://news.example.com/leave>",
    )


def digest(moment: datetime) -> bytes:
    """A digest of three letters."""
    topics = (
        (SOPHIE, "IDLE or polling?", "Polling every minute wakes the radio. IDLE does not.\n"),
        (OLIVER, "Re: IDLE or polling?", "But renew IDLE before the NAT forgets you.\n"),
        (HELEN, "Folder names in Cyrillic", "Modified UTF-7: &BCMERwRRBDEEMA- is the name of a folder here.\n"),
    )
    letters = [
        Entity(
            (), compose(Heading(sender, LIST, subject, moment - timedelta(hours=hours)), text(content, encoding="7bit"))
        )
        for hours, (sender, subject, content) in zip((30, 20, 4), topics, strict=True)
    ]
    body = multipart(
        "mixed",
        text("Today's topics: IDLE or polling? - Folder names in Cyrillic\n", encoding="7bit"),
        multipart("digest", *letters),
    )
    return to_alice(
        LIST, "imap-students Digest, Vol 3, Issue 8", moment, body, List_Id="<imap-students.lists.example.org>"
    )


def returned(moment: datetime) -> bytes:
    """A report that a letter could not be delivered (RFC 3464)."""
    status = Entity(
        (("Content-Type", "message/delivery-status"),),
        b"Reporting-MTA: dns; mx.example.org\r\n\r\nFinal-Recipient: rfc822; nobody@example.com\r\n"
        b"Action: failed\r\nStatus: 5.1.1\r\n",
    )
    original = compose(
        Heading(ALICE, Person("", "nobody@example.com"), "Test", moment - timedelta(minutes=2)),
        text("Test\n", encoding="7bit"),
    )
    note = text("Your letter to <nobody@example.com> could not be delivered: no such user.\n", encoding="7bit")
    body = multipart("report", note, status, nested(original), extra="; report-type=delivery-status")
    return to_alice(DAEMON, "Undelivered Mail Returned to Sender", moment, body, Auto_Submitted="auto-replied")


def playbill(moment: datetime) -> bytes:
    """A Russian newsletter with a picture inside and one from elsewhere."""
    html = (
        '<html><body style="font-family: sans-serif"><div style="max-width:600px; margin:auto">'
        '<img src="cid:afisha@news.example.org" alt="Афиша недели" width="560" height="110">'
        '<h2 style="color:#8a2b4f">Куда пойти на этой неделе</h2>'
        '<table cellpadding="6" style="border-collapse:collapse">'
        '<tr style="background:#f6e9ef"><td>пятница, 19:00</td><td><b>«Вишнёвый сад»</b>, малая сцена</td></tr>'
        "<tr><td>суббота, 12:00</td><td><b>Органный концерт</b>, вход свободный</td></tr>"
        '<tr style="background:#f6e9ef"><td>воскресенье, 15:00</td><td><b>Лекция о письмах</b>, музей связи</td></tr>'
        '</table><p><a href="https://news.example.org/afisha">Вся афиша</a></p>'
        '<img src="https://news.example.org/pixel.gif" width="1" height="1" alt=""></div></body></html>\n'
    )
    banner = pictures.png(280, 55, pictures.banner((138, 43, 79), (232, 150, 110), (255, 238, 214)))
    picture = inline_picture("afisha@news.example.org", "афиша.png", banner)
    return to_alice(
        THEATRE, "Афиша недели: «Вишнёвый сад» и орган", moment, multipart("related", text(html, "html"), picture)
    )


def order(moment: datetime) -> bytes:
    """HTML alone."""
    html = (
        '<html><body style="font-family: sans-serif; color:#333"><h3>Заказ № 1042 собран</h3>'
        '<table border="1" cellpadding="6" cellspacing="0"><tr><th>Книга</th><th>Кол-во</th><th>Цена</th></tr>'
        "<tr><td>Компьютерные сети</td><td>1</td><td>1 190 ₽</td></tr>"
        "<tr><td>История почты</td><td>2</td><td>640 ₽</td></tr></table>"
        "<p>Ждём вас до пятницы. Код получения: <b>7 4 1 9</b></p></body></html>\n"
    )
    return to_alice(SHOP, "Заказ № 1042 собран", moment, text(html, "html", encoding="base64"))


def backup(moment: datetime) -> bytes:
    """Written by a program."""
    content = (
        "Backup finished without errors.\n\n"
        "  /home        1 482 files    3.1 GB\n  /srv/mail    9 120 files    0.8 GB\n\n"
        "Duration 00:03:42. The next one begins at midnight.\n"
    )
    return to_alice(
        BACKUP,
        "[host] Nightly backup: OK",
        moment,
        text(content, charset="us-ascii", encoding="7bit"),
        Precedence="bulk",
    )
