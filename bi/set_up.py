"""Brings Superset's own database up to date: tables, two users, a role that reads, and the dashboards of this folder.

Run by `gongkai bi` with the interpreter of Superset's environment. What was edited in Superset is set back by it.
"""

from __future__ import annotations

import secrets
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from superset.app import create_app

from orchestration.settings import Settings, load_settings

ADMIN, VIEWER = "admin", "viewer"
VIEWER_ROLE = "阅览"
_ASSETS = Path(__file__).parent / "assets"
_FORBIDDEN = ("can_write", "can_add", "can_edit", "can_delete", "can_import", "can_upload", "can_override", "can_save")


def main() -> None:
    """Set up everything; a password that was made here is printed once, what Superset has to say goes to the log."""
    settings = load_settings()
    made: dict[str, str] = {}
    with redirect_stdout(sys.stderr):
        _set_up(settings, made)
    for name, password in made.items():
        print(f"用户 {name} 的密码（只显示这一次）：{password}", flush=True)


def _set_up(settings: Settings, made: dict[str, str]) -> None:
    with create_app().app_context():
        _upgrade_tables()
        from superset import security_manager
        from superset.extensions import appbuilder

        appbuilder.add_permissions(update_perms=True)
        security_manager.sync_role_definitions()
        admin = _ensure_user(ADMIN, "Admin", settings.bi_password, made)
        _let_the_login_page_speak_chinese()
        _import_assets(admin)
        _define_viewer_role()
        _ensure_user(VIEWER, VIEWER_ROLE, settings.bi_viewer_password, made)


def _upgrade_tables() -> None:
    import superset
    from flask_migrate import upgrade

    upgrade(directory=str(Path(superset.__file__).parent / "migrations"))


def _ensure_user(name: str, role: str, password: str, made: dict[str, str]) -> Any:
    """The user, with the password of the settings; a new one without gets one that nobody else knows."""
    from superset import security_manager

    user = security_manager.find_user(username=name)
    if user is None:
        chosen = password or secrets.token_urlsafe(12)
        user = security_manager.add_user(
            name, name, "", f"{name}@localhost", security_manager.find_role(role), password=chosen
        )
        if not password:
            made[name] = chosen
    elif password:
        security_manager.reset_password(user.id, password)
    return user


def _let_the_login_page_speak_chinese() -> None:
    """The words of the interface are fetched before anybody has logged in; they are all that Public may read."""
    from superset import security_manager

    words = security_manager.find_permission_view_menu("can_language_pack", "Superset")
    security_manager.add_permission_role(security_manager.find_role("Public"), words)


def _import_assets(admin: Any) -> None:
    from superset.commands.importers.v1.assets import ImportAssetsCommand
    from superset.utils.core import override_user

    files = sorted(_ASSETS.rglob("*.yaml"))
    contents = {path.relative_to(_ASSETS).as_posix(): path.read_text(encoding="utf-8") for path in files}
    with override_user(admin):
        ImportAssetsCommand(contents).run()


def _define_viewer_role() -> None:
    """What Gamma and SQL Lab may do, on the one database, without any right to change or upload."""
    from superset import db, security_manager
    from superset.models.core import Database

    allowed = {
        permission
        for role in ("Gamma", "sql_lab")
        for permission in security_manager.find_role(role).permissions
        if not permission.permission.name.startswith(_FORBIDDEN)
    }
    for database in db.session.query(Database):
        allowed.add(security_manager.add_permission_view_menu("database_access", database.perm))
    role = security_manager.add_role(VIEWER_ROLE)
    role.permissions = sorted(allowed, key=lambda permission: permission.id)
    db.session.commit()


if __name__ == "__main__":
    main()
