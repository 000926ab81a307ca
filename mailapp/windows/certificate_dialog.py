# SPDX-License-Identifier: GPL-3.0-or-later
"""Shows a certificate that was refused, with everything the person needs to decide. Not to connect is the default."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from PyQt5.QtCore import QSize, pyqtSignal
from PyQt5.QtGui import QFont, QPalette
from PyQt5.QtWidgets import QFrame

from mailapp.texts import tr
from mailapp.windows.dialog import Dialog, Form
from mailapp.windows.widgets import label, selectable
from mailapp.windows.wording import long_date

if TYPE_CHECKING:
    from PyQt5.QtWidgets import QLabel, QWidget

    from mailapp.engine.updates import CertificateProblem

_GROUP: Final = 4
_GROUPS_A_LINE: Final = 8


def grouped(fingerprint: str) -> str:
    """Write a fingerprint in groups that can be compared by eye."""
    groups = [fingerprint[start : start + _GROUP].upper() for start in range(0, len(fingerprint), _GROUP)]
    lines = [groups[start : start + _GROUPS_A_LINE] for start in range(0, len(groups), _GROUPS_A_LINE)]
    return "\n".join(" ".join(line) for line in lines)


class CertificateDialog(Dialog):
    """Asks whether exactly this certificate is to be trusted for this host and port."""

    trusted = pyqtSignal(str)
    """The fingerprint of the certificate the person trusts."""

    refused = pyqtSignal()

    def __init__(self, parent: QWidget, problem: CertificateProblem) -> None:
        super().__init__(parent, "warning", QSize(40, 40), QPalette.ColorRole.BrightText)
        self._problem = problem
        self._form = Form()
        self.fields: dict[str, QLabel] = {}
        for name in ("server", "reason", "subject", "issuer", "names", "dates", "fingerprint"):
            field = selectable(label(wrap=True))
            self.fields[name] = field
            self._form.add_field(field)
        letters = QFont("monospace")
        letters.setStyleHint(QFont.StyleHint.Monospace)
        letters.setPointSizeF(self.font().pointSizeF())
        self.fields["fingerprint"].setFont(letters)
        self.fields["fingerprint"].setWordWrap(False)
        panel = QFrame()
        panel.setObjectName("panel")
        panel.setLayout(self._form)
        self._form.setContentsMargins(16, 14, 16, 14)
        self.content.addWidget(panel)
        self.content.addStretch(1)
        self.trust_button = self.add_button(self._trust)
        self.refuse_button = self.add_button(self.reject, primary=True)
        self.refuse_button.setFocus()
        self.setMinimumWidth(560)
        self.rejected.connect(self.refused)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language chosen now."""
        problem = self._problem
        self.setWindowTitle(tr("Certificate refused"))
        if problem.changed:
            self.heading.setText(tr("The certificate of {host} has changed", host=problem.host))
            self.explanation.setText(
                tr(
                    "You trusted another certificate for this server before. Somebody may be listening in. Ask the "
                    "server's operator for the new fingerprint before you trust it."
                )
            )
        else:
            self.heading.setText(tr("{host} cannot prove who it is", host=problem.host))
            self.explanation.setText(
                tr(
                    "Nothing was sent yet, your password neither. Trust this certificate only if its operator "
                    "has told you this fingerprint."
                )
            )
        words = {
            "server": (tr("Server"), f"{problem.host}:{problem.port}"),
            "reason": (tr("Reason"), problem.reason),
            "subject": (tr("Issued to"), problem.subject),
            "issuer": (tr("Issued by"), problem.issuer),
            "names": (tr("Valid for"), ", ".join(problem.names)),
            "dates": (
                tr("Valid"),
                tr("from {start} to {end}", start=_day(problem.not_before), end=_day(problem.not_after)),
            ),
            "fingerprint": (tr("SHA-256"), grouped(problem.fingerprint)),
        }
        for key, (name, text) in words.items():
            self._form.name_field(self.fields[key], name)
            self.fields[key].setText(text or "\N{EN DASH}")
        self.trust_button.setText(tr("Trust exactly this certificate"))
        self.refuse_button.setText(tr("Do not connect"))

    def _trust(self) -> None:
        self.blockSignals(True)  # noqa: FBT003 Qt's own signature; closing is no refusal now
        self.accept()
        self.blockSignals(False)  # noqa: FBT003 as above
        self.trusted.emit(self._problem.fingerprint)


def _day(moment: str) -> str:
    """Write the day of an ISO 8601 moment; what is none stays as it is."""
    try:
        return long_date(datetime.fromisoformat(moment).timestamp())
    except ValueError:
        return moment
