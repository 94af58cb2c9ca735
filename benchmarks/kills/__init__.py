"""Mail comes in and notices go out while fetcher, sender, MariaDB and Redis are killed at random."""
