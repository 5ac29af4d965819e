"""Who may open the pages of signing in."""

from core.gates import Gate, second_factor, sign_in, staff

GATES: dict[str, Gate] = {
    "desk:sign-in": sign_in("GET", "POST"),
    "desk:sign-in-passkey": sign_in("POST"),
    "desk:passkey-question": sign_in("POST"),
    # Nobody is signed in yet here: what counts is the right password just given in the same session.
    "desk:second-factor": sign_in("GET", "POST"),
    "desk:forgotten": sign_in("GET", "POST"),
    # What counts is the token in the address; mailed to staff, so it lives on the desk's host.
    "desk:account-link": sign_in("GET", "POST"),
    "desk:sign-out": sign_in("POST"),
    # It asks for the proof that others need.
    "desk:prove": second_factor("GET", "POST"),
    "desk:held": staff("GET", "POST"),
    "desk:session": second_factor("GET", "POST"),
    "desk:security": second_factor("GET"),
    # These three ask for the present password besides, however lately it was given.
    "desk:authenticator": second_factor("GET", "POST", step_up=("GET", "POST")),
    "desk:recovery-codes": second_factor("GET", "POST", step_up=("GET", "POST")),
    "desk:password": second_factor("GET", "POST", step_up=("GET", "POST")),
    "desk:sessions": second_factor("GET", "POST"),
    "desk:passkeys": second_factor("GET", "POST", step_up=("GET", "POST")),
    "desk:passkey-new-question": second_factor("POST", step_up=("POST",)),
    "desk:passkey": second_factor("POST", step_up=("POST",)),
}
