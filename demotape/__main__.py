"""`python -m demotape`."""

from demotape.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
