"""An old report in Word → the facts vocabulary, with the place each text was read from.

``blocks`` opens the file and gives its paragraphs and tables as plain values (in a guarded process);
``recognising`` turns these into a report to be previewed and corrected. Neither knows the database.
"""
