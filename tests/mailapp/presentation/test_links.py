# SPDX-License-Identifier: MIT
"""Links lead where they may, and those that pretend are recognized."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailapp.presentation.links import LinkWarning, mail_fields, read_link, safe_target


@pytest.mark.parametrize(
    ("written", "target"),
    [
        ("http://a.example/b", "http://a.example/b"),
        (" HTTPS://a.example ", "HTTPS://a.example"),
        ("//a.example/b", "https://a.example/b"),
        ("ht\ntp://a.example", "http://a.example"),
        ("javascript:x", None),
        ("java\tscript:x", None),
        ("data:text/html,x", None),
        ("file:///etc/passwd", None),
        ("\\\\host\\share", None),
        ("ftp://a.example", None),
        ("/relative", None),
        ("#anchor", None),
        ("", None),
        ("http://", None),
        ("http://[x", None),
        ("http://a\0b", None),
        ("http://a.example/" + "x" * 8000, None),
        ("http://" + "x" * 300, None),
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("MAILTO:a@b?subject=Hi%20you&body=x&attach=/etc/passwd&bcc=c@d", "mailto:a@b?subject=Hi%20you"),
        ("mailto:a@b?subject=x%0d%0aBcc:c@d", "mailto:a@b?subject=x%20Bcc%3Ac%40d"),
        ("mailto:nobody", None),
    ],
)
def test_targets(written: str, target: str | None) -> None:
    """Allowed are http, https, and mailto with an address and a subject; nothing else is a link."""
    assert safe_target(written) == target


@pytest.mark.parametrize(
    ("target", "text", "host", "warnings"),
    [
        ("https://a.example/x", "click here", "a.example", set()),
        ("https://www.a.example/x", "a.example", "www.a.example", set()),
        ("https://evil.example/", "https://bank.example/login", "evil.example", {LinkWarning.OTHER_HOST}),
        ("https://evil.example/", "www.bank.example", "evil.example", {LinkWarning.OTHER_HOST}),
        ("https://evil.example/", "bank.example", "evil.example", {LinkWarning.OTHER_HOST}),
        ("https://xn--80ak6aa92e.example/", "x", "xn--80ak6aa92e.example", {LinkWarning.PUNYCODE}),
        ("https://\u0430pple.example/", "x", "xn--pple-43d.example", {LinkWarning.PUNYCODE}),
        ("https://bank.example@evil.example/", "x", "evil.example", {LinkWarning.USER_NAME}),
        ("https://evil.example\\@bank.example/", "x", "evil.example", {LinkWarning.USER_NAME}),
        ("https://a.example/", "a\u202eb", "a.example", {LinkWarning.INVISIBLE}),
        ("https://a.example/", "a\u200b.example", "a.example", {LinkWarning.INVISIBLE}),
        ("mailto:a@b.example", "c@d.example", "", set()),
    ],
)
def test_warnings(target: str, text: str, host: str, warnings: set[LinkWarning]) -> None:
    """A link whose text, letters or user name pretend another host is marked with the reason."""
    link = read_link(target, text)
    assert link.host == host
    assert link.warnings == frozenset(warnings)


def test_a_host_that_idna_cannot_write() -> None:
    """A host with letters that no registry allows is shown as it is, with a warning."""
    assert read_link("http://\u00b7\u00b7..\u0430/", "x").warnings == frozenset({LinkWarning.PUNYCODE})


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_may_be_a_link(written: str, text: str) -> None:
    """Nothing is raised for any link, and what is allowed stays allowed."""
    target = safe_target(written)
    if target is not None:
        read_link(target, text)
        assert safe_target(target) == target


@pytest.mark.parametrize(
    ("target", "fields"),
    [
        ("mailto:a@example.org", ("a@example.org", "")),
        ("mailto:a@example.org?subject=Hello%20there%0D%0ABcc%3A%20x", ("a@example.org", "Hello there Bcc: x")),
        ("mailto:%D0%B0@example.org,b@example.org", ("а@example.org,b@example.org", "")),
    ],
)
def test_what_a_letter_would_begin_with_is_told(target: str, fields: tuple[str, str]) -> None:
    """Address and subject, each on one line."""
    assert mail_fields(target) == fields
