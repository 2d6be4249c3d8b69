"""Document → a Word file that an office can go on editing: real styles, tables, fields and charts.

``fonts``, ``styles`` → ``template`` (the empty file) · ``nodes`` → ``texts``, ``grid`` → ``tables``, ``charts`` →
``file``. The look is that of static/css/print.css, in Word's own means.
"""
