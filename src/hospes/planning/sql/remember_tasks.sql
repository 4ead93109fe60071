-- Read how the tasks of some solutions stand, as arrays written as text that compare_tasks reads again.
-- params: agency bigint, solutions bigint[]
SELECT coalesce(array_agg(t.id), '{}')::text AS ids, coalesce(array_agg(t.state), '{}')::text AS states,
       coalesce(array_agg(t.due_at), '{}')::text AS due
FROM planning_task t
WHERE t.agency_id = %(agency)s AND t.solution_id = ANY (%(solutions)s::bigint[]) AND t.state <> 'done'
