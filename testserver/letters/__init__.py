# SPDX-License-Identifier: MIT
"""Where letters come from: the samples, the generator, files. Nothing here knows a mailbox's state or the wire."""
