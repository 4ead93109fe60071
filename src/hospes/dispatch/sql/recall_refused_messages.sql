-- Recall messages that have not left yet and that their recipient does not allow any more (S25).
-- params: agency bigint, people bigint[], now timestamptz
--
-- A worker that has claimed one of them finds neither its token nor its state when it wants to set the marker. What is
-- held, such as a bulk message that was paused, would leave when it is let go.
UPDATE dispatch_message m
SET state = 'suppressed', reason = 'opted_out', token = NULL, lease_until = NULL, changed_at = %(now)s
WHERE m.agency_id = %(agency)s AND m.person_id = ANY (%(people)s::bigint[]) AND m.state IN ('queued', 'held')
    AND m.kind <> 'transactional' AND NOT m.is_test
    AND EXISTS (
        SELECT FROM bookings_permission p
        WHERE p.agency_id = m.agency_id AND p.person_id = m.person_id AND p.channel = m.channel
            AND p.kind = m.kind AND NOT p.is_allowed
    )
