-- Add statements of people's will to the history, and let the newest of each person, channel and kind count.
-- A statement that is known already (same instant, source and answer) is not added again; people of another
-- agency are passed over. Gives the people for whom something different counts now.
-- params: agency bigint, rows jsonb, now timestamptz
WITH incoming AS MATERIALIZED (
    SELECT DISTINCT ON (r.person_id, r.channel, r.kind, r.is_allowed, r.at, r.source)
           %(agency)s::bigint AS agency_id, r.*
    FROM jsonb_to_recordset(%(rows)s::jsonb) AS r (
        place integer, person_id bigint, channel text, kind text, is_allowed boolean, at timestamptz,
        source text, text_version text, words text, by text
    )
    CROSS JOIN LATERAL (
        SELECT FROM bookings_person p WHERE p.agency_id = %(agency)s::bigint AND p.id = r.person_id LIMIT 1
    ) p
    ORDER BY r.person_id, r.channel, r.kind, r.is_allowed, r.at, r.source, r.place
), fresh AS MATERIALIZED (
    SELECT i.* FROM incoming i
    WHERE NOT EXISTS (
        SELECT FROM bookings_consentrecord c
        WHERE c.agency_id = i.agency_id AND c.person_id = i.person_id AND c.at = i.at AND c.channel = i.channel
          AND c.kind = i.kind AND c.is_allowed = i.is_allowed AND c.source = i.source
    )
), added AS (
    INSERT INTO bookings_consentrecord (
        agency_id, person_id, channel, kind, is_allowed, at, recorded_at, source, text_version, words, by
    )
    SELECT agency_id, person_id, channel, kind, is_allowed, at, %(now)s::timestamptz, source, text_version,
           words, by
    FROM fresh
    ORDER BY place
), newest AS MATERIALIZED (
    SELECT DISTINCT ON (person_id, channel, kind) * FROM fresh
    ORDER BY person_id, channel, kind, at DESC, is_allowed, place DESC
), before AS MATERIALIZED (
    SELECT n.person_id, n.channel, n.kind, p.is_allowed
    FROM newest n
    JOIN bookings_permission p
      ON p.agency_id = n.agency_id AND p.person_id = n.person_id AND p.channel = n.channel AND p.kind = n.kind
), current AS (
    INSERT INTO bookings_permission (agency_id, person_id, channel, kind, is_allowed, changed_at)
    SELECT agency_id, person_id, channel, kind, is_allowed, at FROM newest
    ON CONFLICT (agency_id, person_id, channel, kind) DO UPDATE
    SET is_allowed = excluded.is_allowed, changed_at = excluded.changed_at
    WHERE excluded.changed_at > bookings_permission.changed_at
       OR (excluded.changed_at = bookings_permission.changed_at AND NOT excluded.is_allowed)
    RETURNING person_id, channel, kind, is_allowed
)
SELECT DISTINCT c.person_id
FROM current c
LEFT JOIN before b USING (person_id, channel, kind)
WHERE b.is_allowed IS DISTINCT FROM c.is_allowed
