# SPDX-License-Identifier: GPL-3.0-or-later
"""Konvert, a desktop reader for mail over IMAP, and the same without a window for scripts."""
