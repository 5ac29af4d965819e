"""Who may open the pages of signing in."""

from core.gates import Gate, second_factor, sign_in

GATES: dict[str, Gate] = {
    "desk:sign-in": sign_in("GET", "POST"),
    # Nobody is signed in yet here: what counts is the right password just given in the same session.
    "desk:second-factor": sign_in("GET", "POST"),
    "desk:sign-out": sign_in("POST"),
    "desk:security": second_factor("GET"),
    "desk:authenticator": second_factor("GET", "POST"),
    "desk:recovery-codes": second_factor("GET", "POST"),
}
