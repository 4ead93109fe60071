"""Settings, URLs, the ASGI application and the embedded PostgreSQL."""
