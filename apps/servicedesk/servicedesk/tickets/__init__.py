"""The ticket and its one door, its transitions and its conversation."""
