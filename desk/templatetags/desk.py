"""Tags of the desk's templates: pictures, severities and times as words."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django import template
from django.utils.safestring import SafeString

from desk import icons, wording
from desk.drawing import severity_mark
from desk.pages.rows import Row, drawn
from desk.pages.search import FoundLine
from desk.pages.search import drawn as drawn_lines

register = template.Library()


@register.simple_tag
def icon(name: str, *, crossed: bool = False) -> SafeString:
    """The picture of a name: `{% icon "phone" crossed=True %}`."""
    return icons.icon(name, is_crossed=crossed)


@register.simple_tag
def severity(value: int) -> SafeString:
    """A severity as word, shape and colour."""
    return severity_mark(value)


@register.simple_tag
def work_rows(rows: tuple[Row, ...]) -> SafeString:
    """`{% work_rows group.rows %}`: rows of the list of work, as list items."""
    return drawn(rows)


@register.simple_tag
def found_lines(lines: tuple[FoundLine, ...]) -> SafeString:
    """`{% found_lines lines %}`: what a search found, as list items."""
    return drawn_lines(lines)


@register.simple_tag
def due(at: datetime, zone: ZoneInfo, now: datetime) -> str:
    """`{% due task.due_at zone now %}`: "due 9:40 a.m., in 12 min"."""
    return wording.due_text(at, zone=zone, now=now)


@register.simple_tag
def clock(at: datetime, zone: ZoneInfo, now: datetime) -> str:
    """`{% clock event.at zone now %}`: "Tue 9:40 a.m."."""
    return wording.clock_text(at, zone=zone, now=now)


@register.simple_tag
def span(minutes: int) -> str:
    """`{% span 75 %}`: "1 h 15 min"."""
    return wording.span_text(minutes)
