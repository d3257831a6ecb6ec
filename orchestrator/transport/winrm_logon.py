"""How a machine is logged on to over WinRM: pywinrm's object for it, and its TLS context."""

import ssl
from functools import partial

from winrm.protocol import Protocol

from orchestrator.model.outcome import Ended, Outcome, Why
from orchestrator.model.plan import KeyFile, Password, Target, Ticket
from orchestrator.transport import kerberos
from orchestrator.transport.dial import CountedTls
from orchestrator.transport.library_errors import LibraryError

Identity = tuple[str | None, bool, KeyFile | None]
"""What a TLS context depends on: the CA's file, whether to check, our own certificate."""


def protocol_of(target: Target) -> Protocol:
    """Return the library's object for one machine; it is not safe for two threads.

    Its message encryption is set up later, when our wire is under it.

    Raises:
        Trouble: not_attempted: that logon is not possible, or not over that scheme.
    """
    scheme = "https" if target.winrm.https else "http"
    host = f"[{target.address}]" if ":" in target.address else target.address
    endpoint = f"{scheme}://{host}:{target.port}{target.winrm.path}"
    # Trust is the business of our TLS context; any word here keeps the environment's out.
    make = partial(
        Protocol, endpoint, message_encryption="never", proxy=None, ca_trust_path="context"
    )
    match (target.winrm.auth, target.credential):
        case ("ntlm", Password(user=user, secret=secret)):
            return make(transport="ntlm", username=user, password=secret.reveal())
        case ("basic", Password(user=user, secret=secret)) if target.winrm.https:
            return make(transport="basic", username=user, password=secret.reveal())
        case ("certificate", KeyFile(path=path)) if target.winrm.https:
            return make(transport="certificate", cert_pem=path, cert_key_pem=path)
        case ("kerberos", Ticket(user=user)) if kerberos.available():
            named = target.winrm.kerberos_host
            return make(
                transport="kerberos", username=user or None, kerberos_hostname_override=named
            )
        case ("kerberos", Ticket()):
            why = Why.UNSUPPORTED
            raise LibraryError(Outcome(ended=Ended.NOT_ATTEMPTED, why=why, detail=kerberos.MISSING))
        case (auth, credential):
            what = f"{auth} over {scheme} with a {type(credential).__name__.lower()}"
            raise LibraryError(Outcome(ended=Ended.NOT_ATTEMPTED, why=Why.UNSUPPORTED, detail=what))


def tls_context(identity: Identity) -> ssl.SSLContext:
    """Return how TLS is spoken with machines of that identity.

    Raises:
        Trouble: not_attempted: a file cannot be read, or its passphrase is wrong.
    """
    ca_path, verify, file = identity
    try:
        context = ssl.create_default_context(cafile=ca_path)
        if file is not None:
            # Without a word here the library would ask for it on the terminal.
            passphrase = file.passphrase.reveal() if file.passphrase else ""
            context.load_cert_chain(file.path, password=passphrase)
    except OSError as error:
        detail = f"{ca_path or ''} {file.path if file else ''}: {error}".strip()
        why = Why.NO_CREDENTIAL
        raise LibraryError(Outcome(ended=Ended.NOT_ATTEMPTED, why=why, detail=detail)) from error
    context.sslsocket_class = CountedTls
    context.check_hostname = verify
    context.verify_mode = ssl.CERT_REQUIRED if verify else ssl.CERT_NONE
    return context
