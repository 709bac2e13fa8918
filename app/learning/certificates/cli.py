"""`flask certificates`: whether every certificate is as it was written."""

import sys

import click
from flask.cli import AppGroup
from sqlalchemy import select

from app.db import db

from .models import Certificate
from .seals import is_sealed

certificates = AppGroup("certificates", help="Certificates that were issued.")


@certificates.command("verify")
def verify() -> None:
    """Check the seal of every certificate; print the codes of those that were changed behind our back, and end with 1."""
    count, changed = 0, []
    for certificate in db.session.scalars(
        select(Certificate).order_by(Certificate.id).execution_options(yield_per=500)
    ):
        count += 1
        if not is_sealed(certificate):
            changed.append(certificate.code)
    for code in changed:
        click.echo(code)
    click.echo(f"{count} certificates, {len(changed)} changed", err=bool(changed))
    sys.exit(1 if changed else 0)
