"""Understanding a message: plain functions, no Rasa. Text in, evidence out."""
