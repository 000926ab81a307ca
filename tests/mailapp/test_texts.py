# SPDX-License-Identifier: MIT
"""Texts: nothing the program says is untranslated, no translation asks for other values, errors are all explained."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from types import SimpleNamespace
from typing import TYPE_CHECKING, Final

import pytest

import mailapp
from mailapp.catalogue import read_catalogue
from mailapp.explanations import EXPLANATIONS, Explanation
from mailapp.texts import LANGUAGES, Texts, explain, format_number, language, set_language, tr, tr_n
from mailproto import errors as mail_errors

if TYPE_CHECKING:
    from collections.abc import Iterable

PACKAGE: Final = Path(mailapp.__file__).parent
RUSSIAN: Final = read_catalogue((PACKAGE / "locale" / "ru.po").read_text("utf-8"))
SAYING: Final = {"tr": 1, "translatable": 1, "tr_n": 2}
"""Function -> how many of its first arguments are sentences."""


def literal_sentences(source: str) -> Iterator[tuple[str, ...]]:
    """Find what is said in a module: each sentence, or each pair of singular and plural."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        given = node.args[: SAYING.get(name, 0)]
        sentences = tuple(
            each.value for each in given if isinstance(each, ast.Constant) and isinstance(each.value, str)
        )
        if given and len(sentences) == len(given):
            yield sentences


def explained_sentences() -> Iterator[tuple[str, ...]]:
    """Give every sentence of the table of errors."""
    for explanation in EXPLANATIONS.values():
        yield from (
            (sentence,)
            for sentence in (explanation.title, explanation.what_happened, explanation.what_to_do)
            if sentence
        )


def everything_said() -> set[tuple[str, ...]]:
    """Give every sentence that mailapp can say."""
    sources = (path.read_text("utf-8") for path in PACKAGE.rglob("*.py"))
    return {said for source in sources for said in literal_sentences(source)} | set(explained_sentences())


def placeholders(sentence: str) -> set[str]:
    """Give the names in braces."""
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


@pytest.fixture(autouse=True)
def _language_is_put_back() -> Iterable[None]:
    """Leave the language as it was."""
    before = language()
    yield
    set_language(before)


def test_everything_said_is_translated() -> None:
    """Each sentence that the program can say has a Russian translation, with as many forms as it needs."""
    missing = sorted(
        said[0] for said in everything_said() if len(RUSSIAN.get(said[0], ())) != (3 if len(said) > 1 else 1)
    )
    assert not missing, "\n".join(f'msgid "{sentence}"' for sentence in missing)


def test_nothing_else_is_translated() -> None:
    """A translation of what nobody says any more is removed."""
    assert set(RUSSIAN) <= {said[0] for said in everything_said()}


def test_translations_ask_for_the_same_values() -> None:
    """A translation names the placeholders of its sentence, so that filling it in can't fail."""
    for said in everything_said():
        allowed = set().union(*map(placeholders, said))
        for translation in RUSSIAN.get(said[0], ()):
            assert placeholders(translation) == allowed, said[0]


def test_placeholders_are_names() -> None:
    """No sentence reaches into its values: {name}, never {name.attribute} or {0}."""
    for said in everything_said():
        assert all(name.isidentifier() for sentence in said for name in placeholders(sentence)), said[0]


def test_sentences_are_found_in_source() -> None:
    """The check sees plain, plural and marked sentences, and leaves alone what is not a literal."""
    source = 'tr("a"); texts.tr_n("b", "c", 2); translatable("d"); tr(variable); other("e"); tr_n("f", g, 1)'
    assert set(literal_sentences(source)) == {("a",), ("b", "c"), ("d",)}


def test_the_language_changes_while_running() -> None:
    """What is said after the choice of a language is said in it."""
    set_language("ru")
    assert (language(), tr("Cancel"), tr("never said {x}", x=1)) == ("ru", "Отмена", "never said 1")
    set_language("en")
    assert (language(), tr("Cancel")) == ("en", "Cancel")


@pytest.mark.parametrize(
    ("count", "english", "russian"),
    [
        (0, "0 letters", "0 писем"),
        (1, "1 letter", "1 письмо"),
        (2, "2 letters", "2 письма"),
        (5, "5 letters", "5 писем"),
        (11, "11 letters", "11 писем"),
        (21, "21 letters", "21 письмо"),
        (112, "112 letters", "112 писем"),
        (12_345, "12,345 letters", "12\N{NO-BREAK SPACE}345 писем"),
    ],
)
def test_plurals(count: int, english: str, russian: str) -> None:
    """A number stands with the form of the word that the language asks for."""
    set_language("en")
    assert tr_n("{count} letter", "{count} letters", count) == english
    set_language("ru")
    assert tr_n("{count} letter", "{count} letters", count) == russian


def test_an_unknown_language_is_refused() -> None:
    """A language without texts is refused with the list of those there are."""
    with pytest.raises(ValueError, match="en, ru"):
        Texts("xx")


@pytest.mark.parametrize("code", LANGUAGES)
def test_numbers_below_ten_thousand_are_not_grouped(code: str) -> None:
    """Four digits stand together in every language."""
    assert format_number(9999, code) == "9999"


def test_an_error_is_said_in_the_chosen_language() -> None:
    """An error is worded with its values, made harmless, in the person's language."""
    error = mail_errors.ImapError("bye", text="so\r\nlong\x1b[31m")
    set_language("en")
    assert explain(error) == Explanation(
        "The server ended the connection",
        "It said: “so long\ufffd[31m”.",
        "The program will try again by itself. Check the network if it goes on.",
    )
    set_language("ru")
    assert "«so long" in explain(error).what_happened


def test_what_the_engine_tells_is_explained() -> None:
    """An error told as code and pairs of values is worded too; a value that is missing leaves a gap, no failure."""
    told = SimpleNamespace(code="host-not-found", values=(("host", "h.example"),))
    assert explain(told).what_happened == "There is no server named h.example: …."


@pytest.mark.parametrize("error", [KeyError("x"), SimpleNamespace(code="new-one", values=())])
def test_unknown_errors_are_our_mistake(error: BaseException) -> None:
    """An exception without a known code is told as a mistake of the program, with its own words."""
    assert explain(error).title == "The program made a mistake"
    assert type(error).__name__ in explain(error).what_happened
