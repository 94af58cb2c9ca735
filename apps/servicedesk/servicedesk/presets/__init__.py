"""Loading, exporting and checking presets."""
