# SPDX-License-Identifier: GPL-3.0-or-later
"""What the program says to the person, in the person's language.

English sentences in the code are the keys; `locale/<language>.po` holds their translations and is read when the
language is chosen. Windows ask `tr` and `tr_n` each time they draw, so the language can change while the program runs.

Knows nothing of Qt, of the system's settings (the caller says which language) and of what the sentences are about.
"""

from collections.abc import Callable, Iterable, Mapping
from importlib.resources import files
from typing import Protocol, runtime_checkable

from mailapp.catalogue import Catalogue, read_catalogue
from mailapp.explanations import EXPLANATIONS, Explanation
from mailapp.presentation.safe_text import one_line

LANGUAGES: Mapping[str, str] = {"en": "English", "ru": "Русский"}
"""Language code (ISO 639-1) -> the language's own name, for the person to choose from."""

SOURCE_LANGUAGE = "en"

_FEW = range(2, 5)
_TEENS = range(11, 15)


def _russian_plural_form(count: int) -> int:
    """Give 0 for 1, 21, 31..., 1 for 2-4, 22-24..., 2 for all the others, the teens among them."""
    if count % 100 in _TEENS:
        return 2
    return 0 if count % 10 == 1 else 1 if count % 10 in _FEW else 2


_PLURAL_FORMS: Mapping[str, Callable[[int], int]] = {
    "en": lambda count: int(count != 1),
    "ru": _russian_plural_form,
}
_GROUP_SEPARATOR: Mapping[str, str] = {"en": ",", "ru": "\N{NO-BREAK SPACE}"}
_GROUPED_FROM = 10_000  # Russian typography leaves four digits together; so do most English style guides


def format_number(number: int, language: str) -> str:
    """Write a whole number with its thousands apart: 12,345 in English, 12 345 in Russian."""
    if abs(number) < _GROUPED_FROM:
        return str(number)
    return f"{number:,}".replace(",", _GROUP_SEPARATOR[language])


class Texts:
    """The sentences of one language.

    Called with an English sentence, gives the translation, or the sentence itself where there is none.
    Raises ValueError for a language that is not in LANGUAGES.
    """

    def __init__(self, language: str) -> None:
        if language not in LANGUAGES:
            message = f"no texts in language {language!r}; there are: {', '.join(LANGUAGES)}"
            raise ValueError(message)
        self.language = language
        self._catalogue: Catalogue = {} if language == SOURCE_LANGUAGE else _shipped_catalogue(language)
        self._plural_form = _PLURAL_FORMS[language]

    def __call__(self, message: str, /, **values: object) -> str:
        """Translate `message`; with values, put them into its {placeholders}."""
        translated = self._catalogue.get(message, (message,))[0]
        return translated.format(**values) if values else translated

    def plural(self, one: str, many: str, count: int, /, **values: object) -> str:
        """Translate the form that suits `count`; {count} and the other {placeholders} are filled in."""
        forms = self._catalogue.get(one)
        translated = forms[self._plural_form(count)] if forms else (one if count == 1 else many)
        return translated.format(count=format_number(count, self.language), **values)


def _shipped_catalogue(language: str) -> Catalogue:
    return read_catalogue((files("mailapp") / "locale" / f"{language}.po").read_text(encoding="utf-8"))


class _Chosen:
    """The language of this process: one person sits before it."""

    texts = Texts(SOURCE_LANGUAGE)


def set_language(language: str) -> None:
    """Choose the language of everything that is said from now on; ValueError when it is not in LANGUAGES."""
    if language != _Chosen.texts.language:
        _Chosen.texts = Texts(language)


def language() -> str:
    """Give the code of the chosen language."""
    return _Chosen.texts.language


def tr(message: str, /, **values: object) -> str:
    """Say `message` in the chosen language: `tr("Try again")`, `tr("{name} is gone", name=name)`."""
    return _Chosen.texts(message, **values)


def tr_n(one: str, many: str, count: int, /, **values: object) -> str:
    """Say how many: `tr_n("{count} letter", "{count} letters", count)`."""
    return _Chosen.texts.plural(one, many, count, **values)


def translatable(message: str) -> str:
    """Mark a sentence that stands in a table and is given to `tr` later, so that the catalogues' check finds it."""
    return message


@runtime_checkable
class CodedError(Protocol):
    """An error of mailproto or mailapp, or what the engine tells of one: a stable code, and its values by name."""

    @property
    def code(self) -> str:
        """A key of `EXPLANATIONS`."""

    @property
    def values(self) -> Mapping[str, object] | Iterable[tuple[str, object]]:
        """The placeholders of its sentences."""


class _Values(dict[str, str]):
    """Values made harmless to show: they may be the server's words."""

    def __missing__(self, name: str) -> str:
        return "…"


def explain(error: CodedError | BaseException) -> Explanation:
    """Say in the chosen language what an error means and what to do; any other exception is our own mistake."""
    if isinstance(error, CodedError) and error.code in EXPLANATIONS:
        code, given = error.code, dict(error.values)
    else:
        code, given = "app-internal", {"reason": f"{type(error).__name__}: {error}"}
    values = _Values({name: one_line(str(value)) for name, value in given.items()})
    said = EXPLANATIONS[code]
    return Explanation(
        *(
            tr(sentence).format_map(values) if sentence else ""
            for sentence in (said.title, said.what_happened, said.what_to_do)
        )
    )
