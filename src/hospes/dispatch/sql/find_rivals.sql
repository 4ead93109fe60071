-- Tasks of other solutions that serve the same purpose for some bookings and are still to go (S19).
-- params: agency_ids bigint[], booking_ids bigint[], solution_ids bigint[]
SELECT r.booking_id, r.solution_id, r.occurrence
FROM planning_task r
WHERE r.agency_id = ANY(%(agency_ids)s::bigint[]) AND r.booking_id = ANY(%(booking_ids)s::bigint[])
    AND r.solution_id = ANY(%(solution_ids)s::bigint[]) AND r.state IN ('planned', 'executing')
    AND r.corrects IS NULL
