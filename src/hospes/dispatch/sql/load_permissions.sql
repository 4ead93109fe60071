-- What some people said about messages that may be refused.
-- params: agency_ids bigint[], person_ids bigint[]
SELECT agency_id, person_id, channel, kind, is_allowed
FROM bookings_permission
WHERE agency_id = ANY(%(agency_ids)s::bigint[]) AND person_id = ANY(%(person_ids)s::bigint[])
