"""Where lists come from: `sources.yml`, what was fetched, which version counts."""
