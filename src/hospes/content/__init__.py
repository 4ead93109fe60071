"""Templates and their words: what can be said, in which language, and how it is filled in.

Owns: `Template`, `TemplateVersion`.
Promises: what cannot be sent cannot be saved; words of strangers end fast and small and reach nothing but
their fields; the same words and values always give the same message, so a preview is what will be sent.
"""
