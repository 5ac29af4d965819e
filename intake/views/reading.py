"""Pages that only say something: staying safe, privacy, cost, other help."""

from django.http import HttpResponse

from intake.views.page import Page, public_page


@public_page
def show_safety(page: Page) -> HttpResponse:
    """What leaving erases and what it can't."""
    return page.show("safety")


@public_page
def show_privacy(page: Page) -> HttpResponse:
    """What happens to what a person writes, without absolute promises."""
    return page.show("privacy")


@public_page
def show_cost(page: Page) -> HttpResponse:
    """Money questions are answered by a person."""
    return page.show("cost")


@public_page
def show_other_help(page: Page) -> HttpResponse:
    """Help that is not ours, for somebody we are not right for or who can't wait."""
    return page.show("other_help")
