"""What the database refuses of signing in, and of the tables that Django and other libraries bring:
nothing, each for a reason.
"""

from __future__ import annotations

from troth.database.guards import Free

_ROLES = "who may do what changes; each change is a command or a page of the owner's"
_PROOFS = "a way to sign in is added and taken away by whoever it belongs to"

GUARDS = [
    Free("auth_user", why="people come and go; who acted is text on what they did"),
    Free("auth_group", why=_ROLES),
    Free("auth_permission", why=_ROLES),
    Free("auth_group_permissions", why=_ROLES),
    Free("auth_user_groups", why=_ROLES),
    Free("auth_user_user_permissions", why=_ROLES),
    Free("account_emailaddress", why=_PROOFS),
    Free("account_emailconfirmation", why=_PROOFS),
    Free("mfa_authenticator", why=_PROOFS),
    Free("usersessions_usersession", why="where one is signed in; ends with the session"),
    Free("desk_issuedpassword", why="gone once its person has chosen a password of their own"),
    Free("django_session", why="ends with who is signed in"),
    Free("django_content_type", why="Django's own"),
    Free("django_migrations", why="Django's own; the application's role may only read it"),
    Free("django_tasks_database_dbtaskresult", why="a task is a hint: what is owed is a row"),
    Free("troth_cache", why="counts that end by themselves"),
]
