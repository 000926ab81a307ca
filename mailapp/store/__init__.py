# SPDX-License-Identifier: GPL-3.0-or-later
"""The mail as kept on this computer: SQLite with one writer (the engine) and any number of readers (the window)."""
