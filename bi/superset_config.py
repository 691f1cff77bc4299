"""How Apache Superset runs here: on this machine alone, in Chinese, reading the published marts and nothing else.

Superset imports this module by SUPERSET_CONFIG_PATH. Where things are comes from the project's settings.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

from orchestration.settings import load_settings

_SETTINGS = load_settings()
_THREADS, _MEMORY = 2, "2GB"  # of one query on the marts

SECRET_KEY = _SETTINGS.bi_secret_file.read_text(encoding="utf-8").strip()
SQLALCHEMY_DATABASE_URI = f"sqlite:///{_SETTINGS.bi_dir / 'superset.db'}"
SQLALCHEMY_ENGINE_OPTIONS = {"connect_args": {"timeout": 30}}
DATA_DIR = str(_SETTINGS.bi_dir)

APP_NAME = "政府信息公开统计"
BABEL_DEFAULT_LOCALE = "zh"
LANGUAGES = {"zh": {"flag": "cn", "name": "简体中文"}, "en": {"flag": "us", "name": "English"}}
D3_FORMAT = {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["¥", ""]}

ROW_LIMIT = 10_000
SUPERSET_WEBSERVER_TIMEOUT = 60
RATELIMIT_STORAGE_URI = "memory://"

# No page may fetch from, or report to, another machine; the map tiles, fonts and pixel of the defaults are shut out.
_OWN = ["'self'"]
TALISMAN_ENABLED = True
TALISMAN_CONFIG = {
    "content_security_policy": {
        "base-uri": _OWN,
        "default-src": _OWN,
        "img-src": [*_OWN, "blob:", "data:"],
        "worker-src": [*_OWN, "blob:"],
        "connect-src": _OWN,
        "object-src": "'none'",
        "style-src": [*_OWN, "'unsafe-inline'"],
        "font-src": [*_OWN, "data:"],
        "script-src": [*_OWN, "'strict-dynamic'"],
        "frame-ancestors": _OWN,
    },
    "content_security_policy_nonce_in": ["script-src"],
    "force_https": False,  # it listens on the loopback alone
    "session_cookie_secure": False,
}
THEME_FONT_URL_ALLOWED_DOMAINS: list[str] = []
ENABLE_UI_THEME_ADMINISTRATION = False
FAB_API_SWAGGER_UI = False  # its page loads scripts from elsewhere
FEATURE_FLAGS = {"DRILL_BY": True, "DRILL_TO_DETAIL": True, "ALERT_REPORTS": False, "EMBEDDED_SUPERSET": False}
ENABLE_CORS = False


def DB_CONNECTION_MUTATOR(  # noqa: N802 - Superset's name
    _uri: URL, parameters: dict[str, Any], _username: str, _security_manager: Any, _source: Any
) -> tuple[URL, dict[str, Any]]:
    """Opens the published version of this moment, whatever address the database was imported with.

    DuckDB shares one instance among the connections to one path: the path of the version itself, not of the link that
    a publication replaces, lets a query after a swap see the new version while older ones end on the old. Without a
    pool nothing keeps a version open. All connections have the same options, or DuckDB refuses the second of two.
    Reading is all that is possible: no change, no other file, no extension.
    """
    published = _SETTINGS.published_dir.joinpath("gongkai.duckdb").resolve()
    options = {
        "custom_user_agent": "gongkai-bi",
        "threads": _THREADS,
        "memory_limit": _MEMORY,
        "enable_external_access": False,
        "lock_configuration": True,
    }
    connect_args = {"read_only": True, "config": options}
    return URL.create("duckdb", database=str(published)), {
        **parameters,
        "poolclass": NullPool,
        "connect_args": connect_args,
    }
