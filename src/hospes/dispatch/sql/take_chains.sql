-- Take what is left of the chains of messages that have failed, so that each is followed once.
-- params: ids bigint[], now timestamptz
--
-- Messages without a chain are returned too: they tell that nobody could be reached. Too late is too late for all,
-- and nobody is told of a booking that has ended meanwhile (S13).
UPDATE dispatch_message m
SET chain = '[]'
FROM (
    SELECT id, agency_id, chain FROM dispatch_message m
    WHERE id = ANY(%(ids)s::bigint[]) AND task_id IS NOT NULL AND booking_id IS NOT NULL AND NOT is_test
        AND (deadline IS NULL OR deadline > %(now)s) AND
-- include: still_wanted
    FOR UPDATE
) AS before
WHERE m.id = before.id AND m.agency_id = before.agency_id
RETURNING m.id, m.agency_id, m.task_id, m.solution_id, m.person_id, m.notification, m.role, before.chain
