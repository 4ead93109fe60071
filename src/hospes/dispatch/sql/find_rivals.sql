-- Tasks of other solutions that serve the same purpose for the same booking and are still to go (S19).
-- params: task_ids bigint[]
SELECT t.id AS task_id, r.solution_id, s.specificity, s.position
FROM unnest(%(task_ids)s::bigint[]) AS wanted (id)
JOIN planning_task t ON t.id = wanted.id
JOIN planning_solution mine ON mine.id = t.solution_id AND mine.agency_id = t.agency_id AND mine.purpose <> ''
JOIN planning_task r
    ON r.agency_id = t.agency_id AND r.booking_id = t.booking_id AND r.solution_id <> t.solution_id
    AND r.occurrence = t.occurrence AND r.state IN ('planned', 'executing')
JOIN planning_solution s
    ON s.id = r.solution_id AND s.agency_id = r.agency_id AND s.purpose = mine.purpose AND s.deleted_at IS NULL
