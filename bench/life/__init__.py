"""Made-up lives for `bench aftercare`: people who answer or don't, a small model of what must follow, and a judge."""
