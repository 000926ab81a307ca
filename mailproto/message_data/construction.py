# SPDX-License-Identifier: MIT
"""A quicker way to make frozen values, for the classes of which there is one or more a letter."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


def quick_maker(made: type[T]) -> Callable[..., T]:
    """Give a function that makes a `made`, a frozen dataclass with slots, from all of its fields in order.

    Such a class sets each field through `object.__setattr__`, which costs four times as much as an ordinary
    assignment. Here the fields are assigned to an object of a class with the same slots, which then becomes a `made`;
    the result differs in nothing from what the class itself makes, and nobody else ever sees the other class.
    """
    names = [each.name for each in fields(made)]  # type: ignore[arg-type]  # what is no dataclass fails at import
    draft = type(f"{made.__name__}Draft", (), {"__slots__": tuple(names)})
    body = [f"def make({', '.join(names)}):", "    value = draft()"]
    body += [f"    value.{name} = {name}" for name in names]
    body += ["    value.__class__ = made", "    return value"]
    namespace: dict[str, Callable[..., T]] = {"draft": draft, "made": made}
    exec("\n".join(body), namespace)  # noqa: S102 - of our own field names, as dataclasses and namedtuple do
    return namespace["make"]
