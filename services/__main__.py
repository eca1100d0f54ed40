"""python -m services: the same as the command `lianbo`."""

from services.cli import main

main()
