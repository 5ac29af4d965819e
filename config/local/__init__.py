"""The embedded set-up that `./threshold run` starts: everything on one machine, under one supervisor. Standard library only."""
