# SPDX-License-Identifier: MIT
"""What the tests of QtTransport share: a Qt that can encrypt, and its application.

Nothing of Qt is imported before it is known that this one can encrypt.
"""

from __future__ import annotations

import pytest

from tests.support.requirements import requires


@pytest.fixture(autouse=True)
def application(request: pytest.FixtureRequest) -> None:
    """Every test here needs Qt's application, of a Qt that can encrypt."""
    requires("qt-tls")
    request.getfixturevalue("qapp")
