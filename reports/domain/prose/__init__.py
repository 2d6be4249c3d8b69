"""Figures in running text: what number stands there, in which unit, for what, in which year.

Nothing here knows a rule of a report; ``checks.narrative`` compares. Layers, each importing only those
before it: words · places, tokens · reading · subjects. All is linear in the text, and a text is
read once: readings are kept by text.
"""
