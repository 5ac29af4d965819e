"""What the yardsticks share: load over HTTP, a meter of CPU time, the bare Django beside us, and made-up rows in bulk."""
