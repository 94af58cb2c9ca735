"""Reports, dashboards and checks of the configuration."""
