"""Dates, times and numbers in the Spanish of the United States, where Django's own Spanish has Spain's.

The month is always a word: 03/04 is two different days to two readers here.
"""

TIME_FORMAT = "P"
DATETIME_FORMAT = r"j \d\e F \d\e Y, P"
SHORT_DATE_FORMAT = "j b Y"
SHORT_DATETIME_FORMAT = "j b Y, P"
FIRST_DAY_OF_WEEK = 0
DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
