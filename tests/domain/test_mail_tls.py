"""A mailbox and a mail server elsewhere are asked by TLS, with a certificate that is theirs."""

from __future__ import annotations

import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.core.mail import EmailMessage, get_connection

from troth.webhooks.mail import imap


@pytest.fixture
def made_up_certificate(tmp_path):
    """A file with a certificate that nobody vouches for, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "made-up.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.fixture
def impostor(made_up_certificate):
    """A server that says it is the mailbox or the mail server. Tells its port, and what it heard
    after the handshake.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made_up_certificate)
    heard: list[bytes] = []
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(20)

    def serve(first: bytes) -> None:
        try:
            raw, _ = server.accept()
            if first:  # SMTP speaks plainly until STARTTLS
                raw.sendall(b"220 mail\r\n")
                raw.recv(1000)
                raw.sendall(b"250-mail\r\n250 STARTTLS\r\n")
                raw.recv(1000)
                raw.sendall(b"220 go on\r\n")
            secure = context.wrap_socket(raw, server_side=True)
            secure.sendall(b"* OK ready\r\n")
            heard.append(secure.recv(1000))
        except OSError:
            pass

    def begin(first: bytes = b"") -> int:
        threading.Thread(target=serve, args=(first,), daemon=True).start()
        return server.getsockname()[1]

    yield begin, heard
    server.close()


def test_a_mailbox_whose_certificate_nobody_vouches_for_is_not_asked(impostor):
    begin, heard = impostor
    account = {"host": "localhost", "port": begin(), "tls": True, "user": "care", "password": "p"}
    with (
        pytest.raises(imap.MailServerUnreachable, match="CERTIFICATE_VERIFY_FAILED"),
        imap.open_inbox(account | {"inbox": "INBOX"}),
    ):
        pass
    assert b"p" not in b"".join(heard)


def test_a_mail_server_whose_certificate_nobody_vouches_for_gets_no_letter(impostor):
    begin, heard = impostor
    connection = get_connection(
        "django.core.mail.backends.smtp.EmailBackend",
        host="localhost",
        port=begin(b"220"),
        username="store",
        password="p",
        use_tls=True,
        timeout=10,
    )
    letter = EmailMessage("Subject", "Text", "a@example.com", ["b@example.com"])
    with pytest.raises(ssl.SSLCertVerificationError):
        connection.send_messages([letter])
    assert heard in ([], [b""])
