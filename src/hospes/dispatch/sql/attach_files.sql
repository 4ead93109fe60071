-- Insert files of messages; one that is there already stays as it is.
-- params: agency_id bigint[], message_id bigint[], position smallint[], name text[], content_type text[], content_id text[], content bytea[]
INSERT INTO dispatch_attachment (agency_id, message_id, position, name, content_type, content_id, content)
SELECT f.agency_id, f.message_id, f.position, f.name, f.content_type, f.content_id, f.content
FROM unnest(
    %(agency_id)s::bigint[], %(message_id)s::bigint[], %(position)s::smallint[], %(name)s::text[],
    %(content_type)s::text[], %(content_id)s::text[], %(content)s::bytea[]
) AS f (agency_id, message_id, position, name, content_type, content_id, content)
ON CONFLICT (agency_id, message_id, position) DO NOTHING
