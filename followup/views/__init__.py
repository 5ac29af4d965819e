"""Pages behind the links in mail."""
