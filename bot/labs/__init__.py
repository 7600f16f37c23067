"""Laboratory values: quantities, units, intervals, interpretation, drawings. Knows nothing of Rasa."""
