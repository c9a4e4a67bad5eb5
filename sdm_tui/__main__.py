"""``python -m sdm_tui`` runs the command."""

import sys

from sdm_tui.cli import main

sys.exit(main())
