-- Write into messages which version of the calendar goes along, and the picture that stands in their HTML.
-- params: agency_id bigint[], message_id bigint[], sequence smallint[], html text[]
UPDATE dispatch_message m
SET sequence = f.sequence, html = f.html
FROM unnest(
    %(agency_id)s::bigint[], %(message_id)s::bigint[], %(sequence)s::smallint[], %(html)s::text[]
) AS f (agency_id, message_id, sequence, html)
WHERE m.agency_id = f.agency_id AND m.id = f.message_id
