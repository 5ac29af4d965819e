"""Who may open each address of this room."""

from core.gates import Gate
from desk import (
    gates_accounts,
    gates_aftercare,
    gates_audit,
    gates_followup,
    gates_medicine,
    gates_people,
    gates_records,
    gates_reports,
    gates_restricted,
    gates_settings,
    gates_texts,
    gates_work,
)

GATES: dict[str, Gate] = {
    **gates_accounts.GATES,
    **gates_audit.GATES,
    **gates_work.GATES,
    **gates_settings.GATES,
    **gates_people.GATES,
    **gates_texts.GATES,
    **gates_records.GATES,
    **gates_restricted.GATES,
    **gates_aftercare.GATES,
    **gates_followup.GATES,
    **gates_medicine.GATES,
    **gates_reports.GATES,
}
