"""Addresses of databases, for processes of the product that tests start beside themselves."""

from django.db import connection


def url_of(name: str) -> str:
    """DATABASE_URL of the database `name` (for SQLite its file) on the tests' own server."""
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    config = connection.settings_dict
    password = f":{config['PASSWORD']}" if config["PASSWORD"] else ""
    return f"postgres://{config['USER'] or 'postgres'}{password}@{config['HOST'] or '127.0.0.1'}:{config['PORT'] or 5432}/{name}"


def own_url() -> str:
    """DATABASE_URL of the database the tests are running on."""
    return url_of(str(connection.settings_dict["NAME"]))
