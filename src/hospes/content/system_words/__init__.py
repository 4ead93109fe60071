"""The built-in words of system notifications: phrases in six languages, and how they become messages."""
