# SPDX-License-Identifier: MIT
"""Konvert's IMAP client library: a core without I/O, and clients that drive it."""
