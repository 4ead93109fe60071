"""Reads PostgreSQL's catalogue for what keeps one agency from seeing another, and names what is missing.

Every function returns one sentence per fault. Nothing here knows the names of our tables, except those that
may do without an agency. Source: the measured ways around row-level security (docs/explanation/tenancy.md).
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

# Tables without an agency, each with the reason.
SHARED = {
    "agencies_agency": "is the agency; fenced by its own id",
    "engine_worker": "processes belong to the installation",
}
# Other packages' tables: sign-in, sessions, permissions, wake-ups. None holds rows of an agency.
SHARED_PREFIXES = ("auth_", "django_", "procrastinate_")

TABLES = """
    SELECT c.oid, c.relname AS name, c.relrowsecurity, c.relforcerowsecurity,
           a.attname IS NOT NULL AS of_agency, coalesce(a.attnotnull, false) AS always_set
    FROM pg_class c
    LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'agency_id' AND NOT a.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
"""


def rows(sql: str, parameters: Sequence[str | list[str]] = ()) -> list[tuple[str, ...]]:
    """All rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


def tables_of_nobody() -> list[str]:
    """Tables that carry no agency, or may leave it empty, and are not listed as shared."""
    found = rows(
        f"SELECT name, of_agency FROM ({TABLES}) t WHERE NOT of_agency OR NOT always_set ORDER BY name"
    )
    return [
        f"{name} has no agency_id that is always set: add it, or list the table as shared with its reason"
        for name, of_agency in found
        if of_agency or not (name in SHARED or name.startswith(SHARED_PREFIXES))
    ]


def tables_without_policies(web_role: str) -> list[str]:
    """Tables of agencies (and the agencies themselves) that row-level security does not fence for the web."""
    sql = f"""
        SELECT t.name, t.relrowsecurity, t.relforcerowsecurity,
               EXISTS (SELECT FROM pg_policy p
                       WHERE p.polrelid = t.oid AND p.polcmd = '*' AND p.polpermissive
                         AND p.polroles = ARRAY[%s::regrole::oid]
                         AND pg_get_expr(p.polqual, t.oid) LIKE '%%hospes_agency()%%'
                         AND pg_get_expr(p.polwithcheck, t.oid) LIKE '%%hospes_agency()%%') AS fenced
        FROM ({TABLES}) t WHERE t.of_agency OR t.name = 'agencies_agency' ORDER BY t.name
    """
    return [
        f"{name}: row-level security must be {missing}"
        for name, enabled, forced, fenced in rows(sql, [web_role])
        for missing in (
            *([] if enabled else ["enabled"]),
            *([] if forced else ["forced"]),
            *([] if fenced else ["a policy for the web with USING and WITH CHECK on hospes_agency()"]),
        )
    ]


def policies_for_everyone(roles: Sequence[str]) -> list[str]:
    """Policies that speak of other roles than ours: PUBLIC, for example, would widen all others."""
    sql = f"""
        SELECT t.name, p.polname FROM pg_policy p JOIN ({TABLES}) t ON t.oid = p.polrelid
        WHERE NOT p.polroles <@ (SELECT array_agg(oid) FROM pg_roles WHERE rolname = ANY (%s)) ORDER BY 1, 2
    """
    return [
        f"{table}: the policy {name} is not for one of our roles" for table, name in rows(sql, [list(roles)])
    ]


def keys_across_agencies() -> list[str]:
    """Foreign keys between tables of agencies that do not carry the agency along on both sides."""
    sql = f"""
        SELECT f.name, k.conname
        FROM pg_constraint k JOIN ({TABLES}) f ON f.oid = k.conrelid JOIN ({TABLES}) t ON t.oid = k.confrelid
        WHERE k.contype = 'f' AND f.of_agency AND t.of_agency AND NOT EXISTS (
            SELECT FROM unnest(k.conkey, k.confkey) AS pair (own, theirs)
            JOIN pg_attribute o ON o.attrelid = k.conrelid AND o.attnum = pair.own
            JOIN pg_attribute x ON x.attrelid = k.confrelid AND x.attnum = pair.theirs
            WHERE o.attname = 'agency_id' AND x.attname = 'agency_id')
        ORDER BY 1, 2
    """
    return [
        f"{table}: the foreign key {name} lets a row point at another agency's row"
        for table, name in rows(sql)
    ]


def columns_without_a_key(pointing: list[tuple[str, str]]) -> list[str]:
    """Columns (table, column) that ought to point at another table and that no foreign key ties."""
    sql = """
        SELECT c.relname, a.attname FROM pg_constraint k
        JOIN pg_class c ON c.oid = k.conrelid
        JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey)
        WHERE k.contype = 'f' AND c.relnamespace = 'public'::regnamespace
    """
    tied = set(rows(sql))
    return [f"{table}.{column} points at a row and no foreign key ties it" for table, column in pointing
            if (table, column) not in tied]  # fmt: skip


def uniqueness_across_agencies() -> list[str]:
    """Unique indexes that do not hold the agency, at any place: one agency could learn what another has."""
    sql = f"""
        SELECT t.name, i.indexrelid::regclass::text
        FROM pg_index i JOIN ({TABLES}) t ON t.oid = i.indrelid
        WHERE i.indisunique AND NOT i.indisprimary AND t.of_agency AND NOT EXISTS (
            SELECT FROM pg_attribute a
            WHERE a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey) AND a.attname = 'agency_id')
        ORDER BY 1, 2
    """
    return [f"{table}: the unique index {name} must hold agency_id" for table, name in rows(sql)]


def powers_of_roles(roles: Sequence[str]) -> list[str]:
    """What our roles may do and should not: own, bypass, become somebody else, empty a table."""
    sql = """
        SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolcanlogin,
               EXISTS (SELECT FROM pg_class c WHERE c.relowner = r.oid),
               EXISTS (SELECT FROM pg_auth_members m WHERE m.member = r.oid),
               EXISTS (SELECT FROM pg_class c
                       WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
                       AND has_table_privilege(r.oid, c.oid, 'TRUNCATE, TRIGGER, REFERENCES'))
        FROM pg_roles r WHERE rolname = ANY (%s)
    """
    words = (
        "is a superuser", "bypasses row-level security", "makes roles", "makes databases",
        "signs in by itself", "owns a table", "is a member of another role",
        "may truncate or hang triggers on a table",
    )  # fmt: skip
    found = {row[0]: row[1:] for row in rows(sql, [list(roles)])}
    return [
        *(f"the role {role} does not exist" for role in roles if role not in found),
        *(
            f"{role} {word}"
            for role, powers in found.items()
            for word, has in zip(words, powers, strict=True)
            if has
        ),
    ]


def ways_around() -> list[str]:
    """Views that read with their owner's rights, and functions that run with them."""
    views = """
        SELECT relname FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm')
          AND NOT coalesce(reloptions && '{security_invoker=true,security_invoker=on}', false)
    """
    functions = """
        SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef
    """
    return [
        *(
            f"the view {name} reads with its owner's rights: make it security_invoker"
            for (name,) in rows(views)
        ),
        *(f"the function {name} runs with its owner's rights" for (name,) in rows(functions)),
    ]
