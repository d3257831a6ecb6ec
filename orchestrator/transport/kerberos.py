"""Kerberos for WinRM: whether the optional library is here, and what its errors mean.

pywinrm brings the HTTP side and needs `pykerberos` for the rest, which has no wheels; so it is an
extra, and a machine that asks for Kerberos without it is said to be unsupported.
"""

import importlib.util

from orchestrator.model.outcome import Ended
from orchestrator.transport.library_errors import ErrorTable

MISSING = 'Kerberos needs an extra; in the program\'s folder: pip install ".[kerberos]"'
_LIBRARIES = ("kerberos", "winkerberos")  # pykerberos; its twin on Windows

Errors = tuple[type[Exception], ...]


def available() -> bool:
    """Return whether pywinrm can speak Kerberos here."""
    return any(importlib.util.find_spec(name) is not None for name in _LIBRARIES)


def no_ticket() -> Errors:
    """Return the errors that say: no ticket, an expired one, or none to be had for this machine."""
    if not available():
        return ()
    from winrm.vendor.requests_kerberos.exceptions import (  # noqa: PLC0415 - needs the extra
        KerberosExchangeError,
    )

    return (KerberosExchangeError,)


def table() -> ErrorTable:
    """Return the endings of the other errors; empty without the extra."""
    if not available():
        return {}
    from winrm.vendor.requests_kerberos.exceptions import (  # noqa: PLC0415 - needs the extra
        MutualAuthenticationError,
    )

    # Whoever answers cannot prove to be the machine that the ticket is for.
    return {MutualAuthenticationError: Ended.HOSTKEY_CHANGED}
