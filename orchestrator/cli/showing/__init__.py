"""How commands show what they did: language, tables, JSON, progress, logs, prompts."""
