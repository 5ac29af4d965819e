"""Pages on the link host: what links in messages lead to, and pages to read."""
