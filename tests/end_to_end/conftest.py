# SPDX-License-Identifier: MIT
"""Where there is no screen, Qt draws into memory."""

import os

if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
