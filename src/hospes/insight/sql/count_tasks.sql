-- Count an agency's tasks by state, each up to a limit, so that a page stays fast over millions.
-- params: agency bigint, states text[], most int
SELECT wanted.state,
       (SELECT count(*)
        FROM (SELECT FROM planning_task t
              WHERE t.agency_id = %(agency)s AND t.state = wanted.state
              LIMIT %(most)s) AS first_ones)
FROM unnest(%(states)s::text[]) AS wanted (state)
