-- Create portals that are new and change those that differ; null leaves a column alone.
-- params: agency bigint, rows jsonb, now timestamptz
WITH incoming AS MATERIALIZED (
    SELECT %(agency)s::bigint AS agency_id, r.*
    FROM jsonb_to_recordset(%(rows)s::jsonb) AS r (key text, tags text[], is_excluded boolean)
), known AS MATERIALIZED (
    SELECT r.*, p.id,
           (p.tags, p.is_excluded) IS DISTINCT FROM
           (coalesce(r.tags, p.tags), coalesce(r.is_excluded, p.is_excluded)) AS differs
    FROM incoming r
    CROSS JOIN LATERAL (
        SELECT id, tags::text[], is_excluded FROM bookings_portal p
        WHERE p.agency_id = r.agency_id AND p.name = r.key LIMIT 1
    ) p
), changed AS (
    UPDATE bookings_portal p
    SET tags = coalesce(k.tags, p.tags), is_excluded = coalesce(k.is_excluded, p.is_excluded)
    FROM known k
    WHERE p.agency_id = k.agency_id AND p.id = k.id AND k.differs
), added AS (
    INSERT INTO bookings_portal (agency_id, name, tags, is_excluded, created_at)
    SELECT r.agency_id, r.key, coalesce(r.tags, '{}'), coalesce(r.is_excluded, false), %(now)s
    FROM incoming r
    WHERE r.key NOT IN (SELECT key FROM known)
    ORDER BY r.key
    ON CONFLICT DO NOTHING
    RETURNING name, id
)
SELECT name, id, 'added' FROM added
UNION ALL
SELECT key, id, CASE WHEN differs THEN 'changed' ELSE 'same' END FROM known
