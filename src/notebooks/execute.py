"""Executes a notebook, from standard input to standard output, with the kernel that it names.

    python execute.py FOLDER < notebook.ipynb

FOLDER is where its cells run. What comes out is valid by the schema of nbformat.
"""

import sys

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

# Seconds a cell; none takes ten on an idle machine.
TIMEOUT = 600

notebook = nbformat.reads(sys.stdin.read(), as_version=4)
nbformat.validate(notebook)
client = NotebookClient(
    notebook,
    timeout=TIMEOUT,
    record_timing=False,
    # What a cell shows comes on a channel of its own: wait for it, and never go on without.
    iopub_timeout=TIMEOUT,
    raise_on_iopub_timeout=True,
    resources={"metadata": {"path": sys.argv[1]}},
)
try:
    client.execute()
except CellExecutionError as error:
    sys.exit(str(error))
nbformat.validate(notebook)
sys.stdout.write(nbformat.writes(notebook))
