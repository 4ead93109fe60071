-- Make the transaction ready to plan, and tell whether this session has the planner's statement prepared.
-- params: key bigint, alone boolean
--
-- Changes of bookings share the lock (their rows are locked by whoever changes them); a run over rules takes it alone,
-- so that no plan is made from facts that another transaction is about to replace. The statement is planned once a
-- session, for any number of bookings: planning it costs more than running it for one, compiling it more still, and
-- it must use indexes however small the tables were at that time. Its name carries the table that it was prepared
-- for, because a session may put temporary copies in front of the tables.
SELECT CASE WHEN %(alone)s::boolean THEN pg_advisory_xact_lock(%(key)s::bigint)::text
            ELSE pg_advisory_xact_lock_shared(%(key)s::bigint)::text END,
       set_config('jit', 'off', true), set_config('work_mem', '128MB', true), set_config('enable_seqscan', 'off', true),
       set_config('plan_cache_mode', 'force_generic_plan', true),
       'plan_tasks_' || 'planning_task'::regclass::oid AS name,
       EXISTS (SELECT FROM pg_prepared_statements
               WHERE name = 'plan_tasks_' || 'planning_task'::regclass::oid) AS is_prepared
