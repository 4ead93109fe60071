-- The tasks that others spoke for, in the order of the journey (S9); none that had a message of their own after all.
-- params: task_ids bigint[]
SELECT l.id AS leader, t.id AS task_id
FROM planning_task l
JOIN planning_task t ON t.agency_id = l.agency_id AND t.booking_id = l.booking_id
JOIN planning_solution s ON s.id = t.solution_id AND s.agency_id = t.agency_id
WHERE l.id = ANY(%(task_ids)s::bigint[]) AND t.state = 'done' AND (t.details ->> 'bundled_into')::bigint = l.id
    AND NOT EXISTS (SELECT FROM dispatch_message m WHERE m.agency_id = t.agency_id AND m.task_id = t.id)
ORDER BY l.id, t.planned_at, s.position, t.id
