# SPDX-License-Identifier: GPL-3.0-or-later
"""Turns what was received into what a person can safely look at. Knows no Qt, no network and no store."""
