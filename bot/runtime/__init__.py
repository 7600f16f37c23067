"""Start-up of the assistant: build, load, run actions in the same process."""
