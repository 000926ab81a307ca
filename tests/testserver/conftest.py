# SPDX-License-Identifier: MIT
"""Makes the fixtures known where the package is not installed."""

import pytest

from testserver import pytest_plugin


def pytest_configure(config: pytest.Config) -> None:
    """Register the plugin unless its entry point has."""
    if not config.pluginmanager.is_registered(pytest_plugin):
        config.pluginmanager.register(pytest_plugin, "konvert")
