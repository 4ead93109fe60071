-- Make the transaction ready to plan: one planner of an agency's rules at a time, and settings for one big statement.
-- params: key bigint, alone boolean
--
-- Changes of bookings share the lock (their rows are locked by whoever changes them); a run over rules takes it alone,
-- so that no plan is made from facts that another transaction is about to replace. Compiling the statement would cost
-- more than running it.
SELECT CASE WHEN %(alone)s::boolean THEN pg_advisory_xact_lock(%(key)s::bigint)::text
            ELSE pg_advisory_xact_lock_shared(%(key)s::bigint)::text END,
       set_config('jit', 'off', true), set_config('work_mem', '128MB', true)
