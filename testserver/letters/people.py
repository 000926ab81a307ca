# SPDX-License-Identifier: MIT

"""The correspondents of the sample letters. All of them are invented; the domains are reserved for examples."""

from testserver.letters.compose import Person

ALICE = Person("Алиса", "alice@example.org")
MARINA = Person("Марина Озёрная", "marina@example.org")
PAVEL = Person("Павел", "pavel@xn--e1afmkfd.xn--p1ai")
DENIS = Person("Денис Ветров", "denis@example.org")
TATIANA = Person("Татьяна Сергеевна", "dean@uni.example.org")
GRANDFATHER = Person("Дедушка", "ded@example.org")
HELEN = Person("Helen", "helen@example.com")
OLIVER = Person("Oliver", "oliver@example.com")
SOPHIE = Person("Sophie", "sophie@example.net")
SERVICE = Person("Почтовая служба", "welcome@example.org")
SHOP = Person("Книжная лавка", "orders@shop.example.org")
ACCOUNTS = Person("Бухгалтерия", "accounts@example.org")
THEATRE = Person("Афиша недели", "afisha@news.example.org")
NEWSLETTER = Person("The Weekly Sextant", "weekly@news.example.com")
SEMINAR = Person("Seminar", "seminar@example.org")
LIST = Person("imap-students", "imap-students@lists.example.org")
BACKUP = Person("Backup", "backup@host.example.org")
DAEMON = Person("Mail Delivery System", "mailer-daemon@example.org")
STRANGER = Person("Prize Department", "winner@example.net")
