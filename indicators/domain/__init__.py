"""The rules of indicators: numbers, units, targets, actuals, verdicts, scores.

Pure Python on the standard library: no Django, no clock, no I/O, ``Decimal`` only. Other packages
import ``numbers``, ``units``, ``targets``, ``actuals``, ``evaluation`` and ``scoring``; what begins with
an underscore is how these are made. Each layer imports only those before it:

    numbers · _unit_words · units · _operators · _folding · _tokenizer · _items, _notes, _directions
    _terms · _item_grammar · _grammar · _readings · _target_kinds · targets
    _actual_kinds · _claims · _wanted · actuals
    _align · _answers · _sets · _compare_dates, _compare_changes · _compare · evaluation · scoring

To add a kind of target: its class in ``_target_kinds``, how it is read in ``targets``, when it is met
in ``_compare``, an example in tests/indicators/domain. To add a unit: a word in ``_unit_words``. Words that
tell no result (plans, goals, differences) are in ``_claims``.
"""
