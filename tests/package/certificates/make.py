# Makes the certificates of the servers in ../unsent.js anew, with the package `cryptography`: python3 make.py
from datetime import datetime
from ipaddress import ip_address

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID


def called(name):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def make(file, name, names=None, begins=2020, ends=2100, issuer=None):
    """An authority if it is for no names, signed by itself if it has no issuer, and kept if it has a file."""
    key = ec.generate_private_key(ec.SECP256R1())
    by, by_key = issuer or (called(name), key)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(called(name))
        .issuer_name(by)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(begins, 1, 1))
        .not_valid_after(datetime(ends, 1, 1))
        .add_extension(x509.BasicConstraints(ca=names is None, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by_key.public_key()), critical=False)
    )
    if names is None:
        usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
        certificate = certificate.add_extension(usage, critical=True)
    else:
        certificate = certificate.add_extension(x509.SubjectAlternativeName(names), critical=False)
        server = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
        certificate = certificate.add_extension(server, critical=False)
    certificate = certificate.sign(by_key, hashes.SHA256())
    if file:
        with open(f"{file}.pem", "wb") as out:
            out.write(certificate.public_bytes(serialization.Encoding.PEM))
    if file and names:
        pkcs8 = serialization.PrivateFormat.PKCS8
        with open(f"{file}.key", "wb") as out:
            out.write(key.private_bytes(serialization.Encoding.PEM, pkcs8, serialization.NoEncryption()))
    return called(name), key


here = [x509.IPAddress(ip_address("127.0.0.1")), x509.DNSName("localhost")]
authority = make("authority", "an authority for tests")
make("good", "localhost", here, issuer=authority)
make("expired", "localhost", here, ends=2021, issuer=authority)
make("future", "localhost", here, begins=2090, issuer=authority)
make("other", "other.example", [x509.DNSName("other.example")], issuer=authority)
make("self", "localhost", here)
make("unknown", "localhost", here, issuer=make(None, "an authority that nobody trusts"))
