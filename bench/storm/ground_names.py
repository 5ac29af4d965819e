"""Made-up names that both sides of a measurement use."""

SIGNING_KEY = "key-made-up-for-a-measurement"
