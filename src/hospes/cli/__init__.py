"""The `hospes` command.

Promises: every command has an example in its help, says errors in one sentence, and ends with 0 (done),
1 (refused or failed) or 2 (usage). Commands import what they need when they run, so that help is quick.
"""
