# SPDX-License-Identifier: GPL-3.0-or-later
"""What the store holds, as Qt's models: read when a view asks for it and never all at once."""
