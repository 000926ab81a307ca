# SPDX-License-Identifier: GPL-3.0-or-later
"""The window and its dialogs. They read the store, submit intents through the bridge, and know nothing of IMAP."""
