-- Create properties that are new and change those that differ; null leaves a column alone.
-- Joins go by agency and key together: an agency without statistics would else be taken for a tiny one.
-- params: agency bigint, rows jsonb, now timestamptz
WITH incoming AS MATERIALIZED (
    SELECT %(agency)s::bigint AS agency_id, r.*
    FROM jsonb_to_recordset(%(rows)s::jsonb) AS r (
        key text, timezone text, check_in time, check_out time, owner_id bigint, tags text[], language text,
        city text, country text, address text, instructions text, texts jsonb,
        secrets jsonb, information jsonb
    )
), known AS MATERIALIZED (
    SELECT r.*, p.id,
           coalesce(r.timezone <> p.timezone, false) OR coalesce(r.check_in <> p.check_in, false)
           OR coalesce(r.check_out <> p.check_out, false) OR coalesce(r.tags <> p.tags::text[], false)
           OR (r.owner_id IS NOT NULL AND r.owner_id IS DISTINCT FROM p.owner_id)
           OR coalesce(r.language <> p.language, false) OR coalesce(r.city <> p.city, false)
           OR coalesce(r.country <> p.country, false) OR coalesce(r.address <> p.address, false)
           OR coalesce(r.instructions <> p.instructions, false)
           OR coalesce(r.texts <> p.texts, false) OR coalesce(r.secrets <> p.secrets, false)
           OR coalesce(r.information <> p.information, false) AS differs
    FROM incoming r
    CROSS JOIN LATERAL (
        SELECT * FROM bookings_property p WHERE p.agency_id = r.agency_id AND p.name = r.key LIMIT 1
    ) p
), changed AS (
    UPDATE bookings_property p
    SET timezone = coalesce(k.timezone, p.timezone), check_in = coalesce(k.check_in, p.check_in),
        check_out = coalesce(k.check_out, p.check_out), owner_id = coalesce(k.owner_id, p.owner_id),
        tags = coalesce(k.tags, p.tags), language = coalesce(k.language, p.language),
        city = coalesce(k.city, p.city), country = coalesce(k.country, p.country),
        address = coalesce(k.address, p.address), instructions = coalesce(k.instructions, p.instructions),
        texts = coalesce(k.texts, p.texts), secrets = coalesce(k.secrets, p.secrets),
        information = coalesce(k.information, p.information)
    FROM known k
    WHERE p.agency_id = k.agency_id AND p.id = k.id AND k.differs
), added AS (
    INSERT INTO bookings_property (
        agency_id, name, timezone, check_in, check_out, owner_id, tags, language, city, country, address,
        instructions, texts, secrets, information, created_at
    )
    SELECT r.agency_id, r.key, coalesce(r.timezone, ''), coalesce(r.check_in, '15:00'),
           coalesce(r.check_out, '11:00'), r.owner_id, coalesce(r.tags, '{}'), coalesce(r.language, ''),
           coalesce(r.city, ''), coalesce(r.country, ''), coalesce(r.address, ''),
           coalesce(r.instructions, ''), coalesce(r.texts, '{}'),
           coalesce(r.secrets, '{}'), coalesce(r.information, '[]'), %(now)s
    FROM incoming r
    WHERE r.key NOT IN (SELECT key FROM known)
    ORDER BY r.key
    ON CONFLICT DO NOTHING
    RETURNING name, id
)
SELECT name, id, 'added' FROM added
UNION ALL
SELECT key, id, CASE WHEN differs THEN 'changed' ELSE 'same' END FROM known
