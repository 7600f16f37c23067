"""Every regular expression of the project, held against the strings that would make it slow."""
