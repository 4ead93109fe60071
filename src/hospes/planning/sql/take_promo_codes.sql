-- Give a task a code of a pool: the one it has, else the oldest free one that nobody is just taking.
-- params: agency bigint, task bigint, pool text, now timestamptz
WITH mine AS MATERIALIZED (
    SELECT id, code FROM planning_promocode WHERE agency_id = %(agency)s AND task_id = %(task)s
), free AS MATERIALIZED (
    SELECT c.id
    FROM planning_promocode c
    JOIN planning_promopool p ON p.id = c.pool_id AND p.agency_id = c.agency_id
    WHERE c.agency_id = %(agency)s AND p.name = %(pool)s AND c.task_id IS NULL AND NOT EXISTS (SELECT FROM mine)
    ORDER BY c.id
    LIMIT 1
    FOR UPDATE OF c SKIP LOCKED
), taken AS (
    UPDATE planning_promocode c
    SET task_id = %(task)s, taken_at = %(now)s
    FROM free
    WHERE c.id = free.id AND c.agency_id = %(agency)s
    RETURNING c.code
)
SELECT code FROM mine UNION ALL SELECT code FROM taken
