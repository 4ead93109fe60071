-- Create people that are new; fill what is empty in known ones, and take over their newest language and place.
-- Names and addresses are replaced only for `own`: the people whom the bookings at hand had before.
-- params: agency bigint, rows jsonb, own bigint[], now timestamptz
WITH incoming AS MATERIALIZED (
    SELECT %(agency)s::bigint AS agency_id, r.*
    FROM jsonb_to_recordset(%(rows)s::jsonb) AS r (
        key text, address_key text, name text, email text, phone text, raw_email text, raw_phone text,
        language text, country text, timezone text, tags text[]
    )
), known AS MATERIALIZED (
    SELECT r.agency_id, p.id, r.key,
           ROW (p.name, p.email, p.phone, p.raw_email, p.raw_phone, p.language, p.country, p.timezone,
                p.tags::text[])::text AS before,
           CASE WHEN r.name <> '' AND (p.own OR p.name = '') THEN r.name ELSE p.name END AS name,
           CASE WHEN r.email <> '' AND (p.own OR p.email = '') THEN r.email ELSE p.email END AS email,
           CASE WHEN r.phone <> '' AND (p.own OR p.phone = '') THEN r.phone ELSE p.phone END AS phone,
           CASE WHEN p.own OR p.raw_email = '' THEN r.raw_email ELSE p.raw_email END AS raw_email,
           CASE WHEN p.own OR p.raw_phone = '' THEN r.raw_phone ELSE p.raw_phone END AS raw_phone,
           coalesce(nullif(r.language, ''), p.language) AS language,
           coalesce(nullif(r.country, ''), p.country) AS country,
           coalesce(nullif(r.timezone, ''), p.timezone) AS timezone,
           coalesce(r.tags, p.tags::text[]) AS tags
    FROM incoming r
    CROSS JOIN LATERAL (
        SELECT p.*, p.id = ANY (%(own)s::bigint[]) AS own
        FROM bookings_person p WHERE p.agency_id = r.agency_id AND p.key = r.key LIMIT 1
    ) p
), decided AS MATERIALIZED (
    SELECT k.*,
           before <> ROW (name, email, phone, raw_email, raw_phone, language, country, timezone, tags)::text
           AS differs
    FROM known k
), changed AS (
    UPDATE bookings_person p
    SET name = d.name, email = d.email, phone = d.phone, raw_email = d.raw_email, raw_phone = d.raw_phone,
        language = d.language, country = d.country, timezone = d.timezone, tags = d.tags
    FROM decided d
    WHERE p.agency_id = d.agency_id AND p.id = d.id AND d.differs
), added AS (
    INSERT INTO bookings_person (
        agency_id, key, address_key, name, email, phone, raw_email, raw_phone, language, country, timezone,
        tags, created_at
    )
    SELECT r.agency_id, r.key, r.address_key, r.name, r.email, r.phone, r.raw_email, r.raw_phone, r.language,
           r.country, r.timezone, coalesce(r.tags, '{}'), %(now)s
    FROM incoming r
    WHERE r.key NOT IN (SELECT key FROM known)
    ORDER BY r.key
    ON CONFLICT DO NOTHING
    RETURNING key, id
)
SELECT key, id, 'added' FROM added
UNION ALL
SELECT key, id, CASE WHEN differs THEN 'changed' ELSE 'same' END FROM decided
