"""How one agency is kept from seeing another: composite keys, row-level security, one setting.

Two database roles, neither of which owns a table: `hospes_web` sees the rows of the agency that the
transaction has set and nothing without it; `hospes_engine` sees all, for work that spans agencies. Sessions
take a role with `SET ROLE`, so one login is enough and no superuser is needed; the login needs CREATEROLE
once, or an administrator makes the two roles and grants them to it beforehand.

Source: measured behaviour of PostgreSQL, docs/explanation/tenancy.md.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.migrations.operations import RunSQL

WEB_ROLE = "hospes_web"
ENGINE_ROLE = "hospes_engine"
ROLES = (WEB_ROLE, ENGINE_ROLE)

MAKE_ROLES = "\n".join(
    f"""
    DO $$ BEGIN
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN CREATE ROLE {role} NOLOGIN; END IF;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
    DO $$ BEGIN
        IF NOT pg_has_role(current_user, '{role}', 'USAGE') THEN GRANT {role} TO CURRENT_USER; END IF;
    EXCEPTION WHEN unique_violation OR internal_error THEN NULL; END $$;
    """
    for role in ROLES
)

MAKE_FUNCTIONS = """
    CREATE OR REPLACE FUNCTION hospes_agency() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
        RETURN nullif(current_setting('hospes.agency', true), '')::bigint;
    CREATE OR REPLACE FUNCTION hospes_user() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
        RETURN nullif(current_setting('hospes.user', true), '')::bigint;
    CREATE OR REPLACE FUNCTION hospes_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME
                USING ERRCODE = 'restrict_violation';
        END $$;
"""

AGENCY_POLICIES = f"""
    ALTER TABLE agencies_agency ENABLE ROW LEVEL SECURITY;
    ALTER TABLE agencies_agency FORCE ROW LEVEL SECURITY;
    CREATE POLICY of_agency ON agencies_agency TO {WEB_ROLE}
        USING (id = hospes_agency()) WITH CHECK (id = hospes_agency());
    CREATE POLICY of_user ON agencies_agency FOR SELECT TO {WEB_ROLE}
        USING (id IN (SELECT agency_id FROM agencies_member WHERE user_id = hospes_user()));
    CREATE POLICY of_engine ON agencies_agency TO {ENGINE_ROLE} USING (true) WITH CHECK (true);
"""

GRANTS = f"""
    GRANT USAGE ON SCHEMA public TO {WEB_ROLE}, {ENGINE_ROLE};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {WEB_ROLE}, {ENGINE_ROLE};
    GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {WEB_ROLE}, {ENGINE_ROLE};
    GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {WEB_ROLE}, {ENGINE_ROLE};
"""


class Fence(RunSQL):
    """Migration operation: fence one table of an agency.

    Makes the primary key (id, agency_id), so that other tables can point at the pair; turns the foreign keys
    named in `parents` into composite ones; switches row-level security on and forces it; adds the policies.

    Args:
        table: the table's name.
        parents: column → table it points at; both rows must be of one agency.
        or_own: also let a signed-in user read, not change, the rows with their own user id (only for
            `agencies_member`).
        append_only: refuse UPDATE and DELETE for everyone.
        cascade: columns of `parents` whose rows go with their parent.
        tied_to_agency: point at the agency itself too, because every parent may be empty.
    """

    reduces_to_sql = False

    def __init__(
        self,
        table: str,
        parents: Mapping[str, str] | None = None,
        *,
        or_own: bool = False,
        append_only: bool = False,
        cascade: tuple[str, ...] = (),
        tied_to_agency: bool = False,
    ) -> None:
        statements = [
            f"ALTER TABLE {table} DROP CONSTRAINT {table}_pkey, ADD PRIMARY KEY (id, agency_id)",
            *agency_key(table, needed=tied_to_agency or not parents),
            *composite_keys(table, parents or {}, cascade),
            *policies(table, or_own=or_own),
        ]
        if append_only:
            statements.append(
                f"CREATE TRIGGER {table}_only_added BEFORE UPDATE OR DELETE ON {table}"
                " FOR EACH ROW EXECUTE FUNCTION hospes_refuse_change()"
            )
        super().__init__(sql=tuple(statements), reverse_sql=RunSQL.noop)


def agency_key(table: str, *, needed: bool) -> list[str]:
    """The statement that ties rows to their agency.

    Tables with a parent that is never empty reach the agency through it, which saves one check for every row.
    """
    key = f"ADD CONSTRAINT {table}_of_agency FOREIGN KEY (agency_id) REFERENCES agencies_agency (id)"
    return [f"ALTER TABLE {table} {key}"] if needed else []


def composite_keys(table: str, parents: Mapping[str, str], cascade: tuple[str, ...]) -> list[str]:
    """The statements that tie each parent column to a row of the same agency."""
    return [
        f"ALTER TABLE {table} ADD CONSTRAINT {table}_{column}_of_same_agency"
        f" FOREIGN KEY ({column}, agency_id) REFERENCES {parent} (id, agency_id)"
        f"{' ON DELETE CASCADE' if column in cascade else ''}"
        for column, parent in parents.items()
    ]


def policies(table: str, *, or_own: bool) -> list[str]:
    """The statements that force row-level security and say who sees what."""
    own = [f"CREATE POLICY of_user ON {table} FOR SELECT TO {WEB_ROLE} USING (user_id = hospes_user())"]
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY of_agency ON {table} TO {WEB_ROLE}"
        " USING (agency_id = hospes_agency()) WITH CHECK (agency_id = hospes_agency())",
        f"CREATE POLICY of_engine ON {table} TO {ENGINE_ROLE} USING (true) WITH CHECK (true)",
        *(own if or_own else []),
    ]


def grant_rights() -> None:
    """Let the two roles use every table; idempotent, called after each migration."""
    with connection.cursor() as cursor:
        cursor.execute(GRANTS)


@contextmanager
def acting_for(agency_id: int) -> Iterator[None]:
    """Run one transaction for one agency: row-level security lets through its rows only.

    The setting is local to the transaction, so that a pooled connection cannot carry it to the next request.
    """
    with transaction.atomic():
        set_agency(agency_id)
        yield


def set_agency(agency_id: int | None) -> None:
    """Set the agency of the running transaction (None: none at all)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('hospes.agency', %s, true)", ["" if agency_id is None else str(agency_id)]
        )
