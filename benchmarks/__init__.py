"""Measurements, a room for each question; here stands what several rooms use.

``understanding``: how well texts are understood. ``speed``: one server. ``scale``: many. ``fuzz``: broken inputs.
``expressions``: regular expressions that could be slow. ``bench``: `make bench`, beside Rasa's starter project.
"""
