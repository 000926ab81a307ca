# SPDX-License-Identifier: GPL-3.0-or-later
"""`konvert fetch`: the letters of one mailbox as files, without a window and without Qt."""
