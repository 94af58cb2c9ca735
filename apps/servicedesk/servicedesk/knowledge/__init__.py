"""Articles, search and announcements."""
