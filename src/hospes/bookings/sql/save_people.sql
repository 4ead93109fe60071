-- Create people that are new; fill what is empty in known ones, and take over their newest language and place.
-- Names and addresses are replaced only for `own`: the people whom the bookings at hand had before.
-- params: agency bigint, rows jsonb, own bigint[], now timestamptz
WITH incoming AS (
    SELECT * FROM jsonb_to_recordset(%(rows)s::jsonb) AS r (
        key text, address_key text, name text, email text, phone text, raw_email text, raw_phone text,
        language text, country text, timezone text, tags text[]
    )
), known AS (
    SELECT p.id, r.key, p.id = ANY (%(own)s::bigint[]) AS own
    FROM incoming r JOIN bookings_person p ON p.agency_id = %(agency)s AND p.key = r.key
), wanted AS (
    SELECT p.id,
           CASE WHEN r.name <> '' AND (k.own OR p.name = '') THEN r.name ELSE p.name END AS name,
           CASE WHEN r.email <> '' AND (k.own OR p.email = '') THEN r.email ELSE p.email END AS email,
           CASE WHEN r.phone <> '' AND (k.own OR p.phone = '') THEN r.phone ELSE p.phone END AS phone,
           CASE WHEN k.own OR p.raw_email = '' THEN r.raw_email ELSE p.raw_email END AS raw_email,
           CASE WHEN k.own OR p.raw_phone = '' THEN r.raw_phone ELSE p.raw_phone END AS raw_phone,
           coalesce(nullif(r.language, ''), p.language) AS language,
           coalesce(nullif(r.country, ''), p.country) AS country,
           coalesce(nullif(r.timezone, ''), p.timezone) AS timezone,
           coalesce(r.tags, p.tags::text[]) AS tags
    FROM incoming r JOIN known k USING (key)
    JOIN bookings_person p ON p.agency_id = %(agency)s AND p.id = k.id
), changed AS (
    UPDATE bookings_person p
    SET name = w.name, email = w.email, phone = w.phone, raw_email = w.raw_email, raw_phone = w.raw_phone,
        language = w.language, country = w.country, timezone = w.timezone, tags = w.tags
    FROM wanted w
    WHERE p.agency_id = %(agency)s AND p.id = w.id
      AND (p.name, p.email, p.phone, p.raw_email, p.raw_phone, p.language, p.country, p.timezone, p.tags::text[])
          IS DISTINCT FROM (w.name, w.email, w.phone, w.raw_email, w.raw_phone, w.language, w.country,
                            w.timezone, w.tags)
    RETURNING p.id, p.key
), added AS (
    INSERT INTO bookings_person (
        agency_id, key, address_key, name, email, phone, raw_email, raw_phone, language, country, timezone,
        tags, created_at
    )
    SELECT %(agency)s, r.key, r.address_key, r.name, r.email, r.phone, r.raw_email, r.raw_phone, r.language,
           r.country, r.timezone, coalesce(r.tags, '{}'), %(now)s
    FROM incoming r
    WHERE r.key NOT IN (SELECT key FROM known)
    ORDER BY r.key
    ON CONFLICT DO NOTHING
    RETURNING id, key
)
SELECT key, id, 'added' FROM added
UNION ALL
SELECT key, id, 'changed' FROM changed
UNION ALL
SELECT key, id, 'same' FROM known WHERE id NOT IN (SELECT id FROM changed)
