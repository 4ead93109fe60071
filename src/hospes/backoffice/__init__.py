"""Pages for members: tasks, outbox, health; later the rest."""
