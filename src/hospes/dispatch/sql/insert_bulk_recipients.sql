-- Keep who is on the list of a bulk message, and who is left out and why.
-- params: agency_id bigint, bulk_id bigint, person_id bigint[], booking_id bigint[], channel text[], address text[], language text[], state text[], reason text[], parts smallint[]
INSERT INTO dispatch_bulkrecipient (agency_id, bulk_id, person_id, booking_id, channel, address, language, state, reason, parts)
SELECT %(agency_id)s::bigint, %(bulk_id)s::bigint, r.*
FROM unnest(
    %(person_id)s::bigint[], %(booking_id)s::bigint[], %(channel)s::text[], %(address)s::text[], %(language)s::text[],
    %(state)s::text[], %(reason)s::text[], %(parts)s::smallint[]
) AS r
