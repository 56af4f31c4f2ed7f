"""`python -m actlas` is the command `actlas`."""

import sys

from actlas.cli import main

if __name__ == "__main__":
    sys.exit(main())
