"""When things run: intake, wake-ups, the loops that execute tasks and send messages.

Owns: `Worker`. The only room that knows Procrastinate, which moves wake-ups; our tables are the truth.
"""
