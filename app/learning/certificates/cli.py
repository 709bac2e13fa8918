"""`flask certificates`: whether every certificate is as it was written."""

import sys
from collections.abc import Iterator, Sequence

import click
from flask.cli import AppGroup
from sqlalchemy import select

from app.db import MANY, db, locked_by_id, writing

from .models import Certificate
from .seals import is_sealed, needs_new_seal, seal

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


@certificates.command("reseal")
def reseal() -> None:
    """After a change of the key: give a new seal to what a former key (SECRET_KEY_FALLBACKS) confirms, and to nothing else."""
    done, changed = 0, []
    for ids in _some_ids():
        with writing():
            for certificate in locked_by_id(Certificate, ids).values():
                if needs_new_seal(certificate):
                    certificate.seal = seal(certificate)
                    done += 1
                elif not is_sealed(certificate):
                    changed.append(certificate.code)
    for code in changed:
        click.echo(code)
    click.echo(
        f"{done} certificates sealed anew, {len(changed)} left as they are: no key confirms them", err=bool(changed)
    )
    sys.exit(1 if changed else 0)


def _some_ids() -> Iterator[Sequence[int]]:
    """The ids of all certificates, some at a time."""
    ids = list(db.session.scalars(select(Certificate.id).order_by(Certificate.id)))
    yield from (ids[at : at + MANY] for at in range(0, len(ids), MANY))
