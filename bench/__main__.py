"""`python -m bench`; what runs stands in a module of its own because fresh processes must be able to import it."""

from bench.compare import main

main()
