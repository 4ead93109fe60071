"""The words of corrections: what was said, what is so now; built in in six languages."""
