# SPDX-License-Identifier: MIT
"""SASL mechanisms: how a person proves who they are (RFC 4422), without a word about how IMAP carries it."""

from mailproto.authentication.choice import (
    STRENGTHS,
    ClientCertificate,
    Credentials,
    Password,
    Token,
    mechanisms_for,
)
from mailproto.authentication.mechanism import Exchange, Mechanism
from mailproto.authentication.scram import Scram, ScramHash, ScramLimits
from mailproto.authentication.simple import CramMd5, External, LoginMechanism, Plain
from mailproto.authentication.tokens import OAuthBearer, XOAuth2

__all__ = [
    "STRENGTHS",
    "ClientCertificate",
    "CramMd5",
    "Credentials",
    "Exchange",
    "External",
    "LoginMechanism",
    "Mechanism",
    "OAuthBearer",
    "Password",
    "Plain",
    "Scram",
    "ScramHash",
    "ScramLimits",
    "Token",
    "XOAuth2",
    "mechanisms_for",
]
