"""The rules of indicators: numbers, units, targets, actuals, verdicts, scores.

Pure Python on the standard library: no Django, no clock, no I/O, ``Decimal`` only. Layers, each
importing only those before it: numbers · units · _tokenizer · _grammar · targets · actuals ·
evaluation · scoring.
"""
