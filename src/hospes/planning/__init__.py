"""Solutions (rules) and the tasks they make; plan, explain, hold, skip.

Owns: `Solution`, `SolutionVersion`, `Alternative`, `Notification`, `MessageGroup`, `GroupProperty`, `Task`.
Promises: the plan depends only on facts and on what was sent; planning unchanged facts writes nothing.
Task states: planned → executing → done; held, skipped, withdrawn, expired, failed, each with a reason.
"""
