-- Count an agency's messages by state, each up to a limit, so that a page stays fast over millions.
-- params: agency bigint, states text[], most int
SELECT wanted.state,
       (SELECT count(*)
        FROM (SELECT FROM dispatch_message m
              WHERE m.agency_id = %(agency)s AND m.state = wanted.state
              LIMIT %(most)s) AS first_ones)
FROM unnest(%(states)s::text[]) AS wanted (state)
