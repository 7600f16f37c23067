"""Custom actions, one a file: read slots, call bot/, utter, return events."""
