"""The command line: the processes, and every operation as a command."""
