"""The broker's certificates: an authority of its own that signs one server, and is then forgotten.

Runners trust that authority alone, and look for one fixed name: the hub may move to any address,
and nobody can make a second certificate that they would take. Valid from the year 2000: a PC whose
clock fell back to 2009 must still be heard, for the hub to tell that its clock is wrong.
"""

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import (
        EllipticCurvePrivateKey,
        EllipticCurvePublicKey,
    )
    from cryptography.x509 import Certificate, KeyUsage, Name

SERVER_NAME: Final = "hub.orchestrator.internal"
NOT_BEFORE: Final = datetime(2000, 1, 1, tzinfo=UTC)
# The last year that every reader of certificates understands: later ones have another form.
NOT_AFTER: Final = datetime(2049, 12, 31, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokerCertificates:
    """What a broker shows, and by what it is known; all PEM.

    Attributes:
        authority: What runners and the hub trust, and nothing else.
        server: The server's certificate.
        key: Its private key, unlocked: a service reads it when the machine starts.
    """

    authority: bytes
    server: bytes
    key: bytes = field(repr=False)


def new_certificates() -> BrokerCertificates:
    """Make an authority and the certificate of the one server that it ever signs."""
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - costs 0.1 s
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415 - likewise

    authority_key = ec.generate_private_key(ec.SECP256R1())
    server_key = ec.generate_private_key(ec.SECP256R1())
    authority = _certificate("orchestrator", authority_key.public_key(), authority_key, None)
    server = _certificate(SERVER_NAME, server_key.public_key(), authority_key, authority)
    pem = serialization.Encoding.PEM
    return BrokerCertificates(
        authority=authority.public_bytes(pem),
        server=server.public_bytes(pem),
        key=server_key.private_bytes(
            pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ),
    )


def _certificate(
    name: str,
    public: "EllipticCurvePublicKey",
    signing: "EllipticCurvePrivateKey",
    issuer: "Certificate | None",
) -> "Certificate":
    """Return a certificate: of an authority where no issuer is given, else of a server."""
    from cryptography import x509  # noqa: PLC0415 - costs 0.1 s
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415 - likewise
    from cryptography.x509.oid import ExtendedKeyUsageOID  # noqa: PLC0415 - likewise

    subject = _named(name)
    builder = (
        x509.CertificateBuilder(
            issuer_name=issuer.subject if issuer else subject,
            subject_name=subject,
            public_key=public,
            serial_number=secrets.randbits(62) | 1 << 62,
            not_valid_before=NOT_BEFORE,
            not_valid_after=NOT_AFTER,
        )
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .add_extension(_usage(authority=issuer is None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()), critical=False
        )
    )
    if issuer is not None:
        names = x509.SubjectAlternativeName([x509.DNSName(name)])
        server = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
        builder = builder.add_extension(names, critical=False)
        builder = builder.add_extension(server, critical=False)
    return builder.sign(signing, SHA256())


def _named(name: str) -> "Name":
    from cryptography import x509  # noqa: PLC0415 - costs 0.1 s
    from cryptography.x509.oid import NameOID  # noqa: PLC0415 - likewise

    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _usage(*, authority: bool) -> "KeyUsage":
    from cryptography import x509  # noqa: PLC0415 - costs 0.1 s

    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )
