"""What stands in front of the bench: nginx, its configuration and its error pages."""
