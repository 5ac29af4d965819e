"""Settings, addresses, schedule and checks: everything that differs by set-up and nothing that differs by clinic."""
