-- Attach properties to message groups, or to none where the group is null; gives those that changed, with the
-- group that they were in.
-- params: agency bigint, properties bigint[], groups bigint[]
WITH wanted AS MATERIALIZED (
    SELECT w.property_id, w.group_id, q.group_id AS old_id
    FROM unnest(%(properties)s::bigint[], %(groups)s::bigint[]) AS w (property_id, group_id)
    LEFT JOIN planning_groupproperty q ON q.agency_id = %(agency)s AND q.property_id = w.property_id
), detached AS (
    DELETE FROM planning_groupproperty q
    USING wanted w
    WHERE q.agency_id = %(agency)s AND q.property_id = w.property_id AND w.group_id IS NULL
), attached AS (
    INSERT INTO planning_groupproperty (agency_id, group_id, property_id)
    SELECT %(agency)s, w.group_id, w.property_id FROM wanted w WHERE w.group_id IS NOT NULL
    ORDER BY w.property_id
    ON CONFLICT (agency_id, property_id) DO UPDATE SET group_id = excluded.group_id
    WHERE planning_groupproperty.group_id <> excluded.group_id
)
SELECT w.property_id, m.name
FROM wanted w
LEFT JOIN planning_messagegroup m ON m.id = w.old_id AND m.agency_id = %(agency)s
WHERE w.group_id IS DISTINCT FROM w.old_id
ORDER BY w.property_id
