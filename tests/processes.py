"""Other processes of the installation that is tested."""

from config import Settings


def environment_of(settings: Settings) -> dict[str, str]:
    """What another process needs to be the same installation."""
    return {
        "SECRET_KEY": settings.secret_key,
        "INSTANCE_DIR": str(settings.instance_dir),
        "CONTENT_DIR": str(settings.content_dir),
        "DATABASE_URL": settings.database_url,
        "LOG_LEVEL": "critical",
    }
