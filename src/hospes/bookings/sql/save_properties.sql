-- Create properties that are new and change those that differ; null leaves a column alone.
-- params: agency bigint, rows jsonb, now timestamptz
WITH incoming AS (
    SELECT * FROM jsonb_to_recordset(%(rows)s::jsonb) AS r (
        key text, timezone text, check_in time, check_out time, owner_id bigint, tags text[], language text,
        city text, country text, address text, instructions text, texts jsonb
    )
), changed AS (
    UPDATE bookings_property p
    SET timezone = coalesce(r.timezone, p.timezone), check_in = coalesce(r.check_in, p.check_in),
        check_out = coalesce(r.check_out, p.check_out), owner_id = coalesce(r.owner_id, p.owner_id),
        tags = coalesce(r.tags, p.tags), language = coalesce(r.language, p.language),
        city = coalesce(r.city, p.city), country = coalesce(r.country, p.country),
        address = coalesce(r.address, p.address), instructions = coalesce(r.instructions, p.instructions),
        texts = coalesce(r.texts, p.texts)
    FROM incoming r
    WHERE p.agency_id = %(agency)s AND p.name = r.key
      AND (coalesce(r.timezone <> p.timezone, false) OR coalesce(r.check_in <> p.check_in, false)
           OR coalesce(r.check_out <> p.check_out, false)
           OR (r.owner_id IS NOT NULL AND r.owner_id IS DISTINCT FROM p.owner_id)
           OR coalesce(r.tags <> p.tags::text[], false) OR coalesce(r.language <> p.language, false)
           OR coalesce(r.city <> p.city, false) OR coalesce(r.country <> p.country, false)
           OR coalesce(r.address <> p.address, false)
           OR coalesce(r.instructions <> p.instructions, false) OR coalesce(r.texts <> p.texts, false))
    RETURNING p.id, p.name
), added AS (
    INSERT INTO bookings_property (
        agency_id, name, timezone, check_in, check_out, owner_id, tags, language, city, country, address,
        instructions, texts, created_at
    )
    SELECT %(agency)s, r.key, coalesce(r.timezone, ''), coalesce(r.check_in, '15:00'),
           coalesce(r.check_out, '11:00'), r.owner_id, coalesce(r.tags, '{}'), coalesce(r.language, ''),
           coalesce(r.city, ''), coalesce(r.country, ''), coalesce(r.address, ''),
           coalesce(r.instructions, ''), coalesce(r.texts, '{}'), %(now)s
    FROM incoming r
    WHERE NOT EXISTS (SELECT FROM bookings_property p WHERE p.agency_id = %(agency)s AND p.name = r.key)
    ORDER BY r.key
    ON CONFLICT DO NOTHING
    RETURNING id, name
)
SELECT name, id, 'added' FROM added
UNION ALL
SELECT name, id, 'changed' FROM changed
UNION ALL
SELECT p.name, p.id, 'same'
FROM incoming r JOIN bookings_property p ON p.agency_id = %(agency)s AND p.name = r.key
WHERE p.id NOT IN (SELECT id FROM changed)
