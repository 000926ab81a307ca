# SPDX-License-Identifier: GPL-3.0-or-later
"""What receives the mail, in a thread of its own: connections, synchronising, transfers. Knows no window."""
