-- Whether held tasks have come to their deadline, hold a door code back, or wait for a payment.
-- params: now timestamptz, agency bigint
--
-- Each is one step into an index that holds only such tasks.
SELECT EXISTS (SELECT FROM planning_task
               WHERE state = 'held' AND deadline <= %(now)s::timestamptz
                 AND (agency_id = %(agency)s::bigint OR %(agency)s::bigint IS NULL)),
       EXISTS (SELECT FROM planning_task
               WHERE state = 'held' AND reason = 'secret_not_due'
                 AND (agency_id = %(agency)s::bigint OR %(agency)s::bigint IS NULL))
       OR EXISTS (SELECT FROM planning_task
                  WHERE state = 'held' AND reason = 'paying'
                    AND (agency_id = %(agency)s::bigint OR %(agency)s::bigint IS NULL))
