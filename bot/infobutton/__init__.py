"""Answers requests by code in the shape of MedlinePlus Connect (HL7 Infobutton). Knows nothing of Rasa or Sanic."""
