"""`python -m practice_desk` is the same as the installed command `practice-desk`."""

from __future__ import annotations

import sys

from practice_desk.app.command_line import main

if __name__ == "__main__":
    sys.exit(main())
