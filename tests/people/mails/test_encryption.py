"""Passwords and mails go encrypted, to a server whose certificate holds; in the open only where nobody else can listen."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask

from app import mail
from app.mail import MailDown, Message
from tests.mailbox import running

MESSAGE = Message("Wang", "wang@example.org", "Hello", "text", "", "1@example.org", datetime.now(UTC), "en")


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Key and certificate of “localhost”, vouched for by nobody."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "server.pem"
    form = serialization.PrivateFormat.PKCS8
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def context(certificate: Path) -> ssl.SSLContext:
    found = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    found.load_cert_chain(certificate)
    return found


def test_a_certificate_that_nobody_vouches_for_is_refused(app: Flask, context: ssl.SSLContext):
    with running(app, tls_context=context) as box:
        app.config["MAIL_URL"] = box.url.replace("127.0.0.1", "localhost")
        with pytest.raises(MailDown, match="certificate"):
            mail.send(MESSAGE)
    assert box.messages == []


def test_with_a_certificate_that_holds_the_mail_goes_encrypted(app, context, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with running(app, tls_context=context, require_starttls=True) as box:
        app.config["MAIL_URL"] = box.url.replace("127.0.0.1", "localhost")
        mail.send(MESSAGE)
    assert len(box.messages) == 1


def test_a_server_that_does_not_speak_smtp_is_down(app: Flask, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(app.config, "MAIL_URL", "smtp://no-such-host.invalid:25")
    with pytest.raises(MailDown):
        mail.send(MESSAGE)


@pytest.mark.parametrize(
    ("url", "may"),
    [
        ("smtp://127.0.0.1:2525", True),
        ("smtp://relay.example.org:25", True),
        ("smtp://user:secret@relay.example.org:25", False),
        ("smtp://mail.example.org", False),
        ("smtp://mail.example.org:587", False),
    ],
)
def test_only_this_machine_and_a_relay_without_a_password_may_be_spoken_to_in_the_open(url: str, may: bool):
    assert mail._may_be_open(urlsplit(url)) is may
