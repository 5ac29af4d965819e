"""Statements that Django's query sets can't say."""

# {waiting}: messages for somebody's eyes. {live}: a row when this installation may send.
MAIL_STANDING = "SELECT (SELECT COUNT(*) FROM ({waiting}) AS waiting), EXISTS ({live})"
