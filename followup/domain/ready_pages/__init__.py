"""The pages a clinic starts with, as drafts: none is served before a clinician of the clinic approved it."""

from followup.domain.ready_pages import around, danger, medicine
from followup.domain.ready_pages.shape import ReadyPage

READY_PAGES: tuple[ReadyPage, ...] = (*medicine.PAGES, *around.PAGES, *danger.PAGES)
