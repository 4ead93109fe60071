-- Create portals that are new and change those that differ; null leaves a column alone.
-- params: agency bigint, rows jsonb, now timestamptz
WITH incoming AS (
    SELECT * FROM jsonb_to_recordset(%(rows)s::jsonb) AS r (key text, tags text[], is_excluded boolean)
), changed AS (
    UPDATE bookings_portal p
    SET tags = coalesce(r.tags, p.tags), is_excluded = coalesce(r.is_excluded, p.is_excluded)
    FROM incoming r
    WHERE p.agency_id = %(agency)s AND p.name = r.key
      AND (p.tags::text[], p.is_excluded)
          IS DISTINCT FROM (coalesce(r.tags, p.tags::text[]), coalesce(r.is_excluded, p.is_excluded))
    RETURNING p.id, p.name
), added AS (
    INSERT INTO bookings_portal (agency_id, name, tags, is_excluded, created_at)
    SELECT %(agency)s, r.key, coalesce(r.tags, '{}'), coalesce(r.is_excluded, false), %(now)s
    FROM incoming r
    WHERE NOT EXISTS (SELECT FROM bookings_portal p WHERE p.agency_id = %(agency)s AND p.name = r.key)
    ORDER BY r.key
    ON CONFLICT DO NOTHING
    RETURNING id, name
)
SELECT name, id, 'added' FROM added
UNION ALL
SELECT name, id, 'changed' FROM changed
UNION ALL
SELECT p.name, p.id, 'same'
FROM incoming r JOIN bookings_portal p ON p.agency_id = %(agency)s AND p.name = r.key
WHERE p.id NOT IN (SELECT id FROM changed)
