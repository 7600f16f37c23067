"""``python -m bot clinics``: checks clinics.yml, and signs a token to try a portal out."""

import secrets
import time
from pathlib import Path
from typing import Any

import click

EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def command() -> None:
    """Check clinics.yml; sign a token to try a portal out."""


@command.command()
@click.argument("file", type=click.Path(path_type=Path))
def check(file: Path) -> None:
    """Check FILE, tell every mistake with its line, and exit with 1 where there is one."""
    from bot.clinics.config import ClinicsInvalid, read_clinics

    try:
        clinics = read_clinics(file)
    except ClinicsInvalid as error:
        click.echo(str(error), err=True)
        many = len(error.mistakes)
        raise click.ClickException(f"{many} mistake{'' if many == 1 else 's'} in {file.name}") from None
    for clinic in clinics:
        signed = f"keys {', '.join(key.kid for key in clinic.portal_keys)}" if clinic.portal_keys else "no portal"
        origins = ", ".join(sorted(clinic.allowed_origins)) or "only its own pages"
        default = " (default)" if clinic is clinics.default else ""
        click.echo(f"{clinic.id}{default}: {clinic.name}; {origins}; {signed}; {clinic.retention_minutes} minutes")
    click.echo(f"{file.name}: no mistakes")


@command.command()
@click.option("--key", "file", type=EXISTING, required=True, help="The portal's private key (PEM); it is only read.")
@click.option("--kid", required=True, help="The key's name, as in clinics.yml.")
@click.option("--issuer", required=True, help="The clinic's portal_issuer.")
@click.option("--audience", required=True, help="The server's audience, such as http://localhost:5005.")
@click.option("--seconds", type=click.IntRange(1, 300), default=120, show_default=True, help="How long it is valid.")
def token(file: Path, kid: str, issuer: str, audience: str, seconds: int) -> None:
    """Sign and print a token for one conversation, to try a portal out. A portal signs its own with its own library."""
    now = int(time.time())
    claims = {"iss": issuer, "aud": audience, "iat": now, "exp": now + seconds, "jti": secrets.token_urlsafe(16)}
    click.echo(sign(file, kid, claims))


def sign(file: Path, kid: str, claims: dict[str, Any]) -> str:
    """Return a token with these claims, signed with the private key of a PEM file.

    Raises:
        click.ClickException: the file holds no private key that may be used; nothing of it is told.
    """
    import jwt
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    from bot.clinics.keys import fitting
    from bot.clinics.table import Unfit

    try:
        key: Any = load_pem_private_key(file.read_bytes(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm, OSError):
        raise click.ClickException(f"{file.name} holds no private key in PEM without a password") from None
    try:
        algorithm, _ = fitting(key.public_key())
    except Unfit as error:
        raise click.ClickException(str(error)) from None
    return jwt.encode(claims, key, algorithm, headers={"kid": kid})
