"""From `ansible_winrm_*` variables to how WinRM is spoken."""

from orchestrator.model.plan import WinrmOptions
from orchestrator.plan import variables
from orchestrator.plan.bad_value import BadValueError
from orchestrator.plan.templating import Scope

_TRANSPORTS = {
    "ntlm": "ntlm",
    "basic": "basic",
    "ssl": "basic",
    "certificate": "certificate",
    "kerberos": "kerberos",
}
_SEALED = ("ntlm", "kerberos")  # these protect each message themselves


def winrm_options(scope: Scope, port: int | None) -> WinrmOptions:
    """Return how WinRM is spoken to a machine with these variables, at that port if one is given.

    Raises:
        BadValueError: A variable has a value that cannot be used.
    """
    scheme = variables.one_of(scope, "ansible_winrm_scheme", ("http", "https"))
    https = scheme == "https" if scheme else port != 5985  # noqa: PLR2004 - WinRM's own port
    auth = _auth(scope)
    if auth not in _SEALED and not https:
        raise BadValueError(
            f"`ansible_winrm_transport` {auth} needs https: over http nothing protects it",
            "use ntlm or kerberos, or https",
        )
    validation = variables.one_of(
        scope, "ansible_winrm_server_cert_validation", ("validate", "ignore")
    )
    ca_path = variables.text(scope, ("ansible_winrm_ca_trust_path",))
    return WinrmOptions(
        https=https,
        auth=auth,
        ca_path=variables.expanded(ca_path) if ca_path else None,
        verify=validation != "ignore",
        path=variables.text(scope, ("ansible_winrm_path",)) or "/wsman",
        kerberos_host=variables.text(scope, ("ansible_winrm_kerberos_hostname_override",)),
    )


def _auth(scope: Scope) -> str:
    """Return the first way to log on that this program has; Ansible allows a list here."""
    value = scope.value("ansible_winrm_transport")
    words = (
        [str(word) for word in value] if isinstance(value, list | tuple) else [str(value or "ntlm")]
    )
    for word in words:
        if word in _TRANSPORTS:
            return _TRANSPORTS[word]
    raise variables.choice(
        "ansible_winrm_transport", ", ".join(words), tuple(dict.fromkeys(_TRANSPORTS.values()))
    )
