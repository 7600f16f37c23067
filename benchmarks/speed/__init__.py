"""One server: its load, where the time of a turn goes, and how it fares over minutes."""
