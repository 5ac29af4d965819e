"""Dates as the desk writes them in English: one style, "Nov 30, 2026", and never digits alone.

03/04 is two different days to two readers here. Places that need a shorter or longer one translate their format under
the context "date format"; the month stands before the day in all of them.
"""

DATE_FORMAT = "M j, Y"
DATETIME_FORMAT = "M j, Y, P"
SHORT_DATE_FORMAT = "M j, Y"
SHORT_DATETIME_FORMAT = "M j, Y, P"
