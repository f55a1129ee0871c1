"""Executes a notebook, from standard input to standard output, with the kernel that it names.

    python execute.py FOLDER < notebook.ipynb

FOLDER is where its cells run. What comes out is valid by the schema of nbformat.

nbclient, which is what one would use, takes a cell's outputs to be complete when the kernel says that
it is idle. Deno's says so before it has sent all of them, about once in a hundred cells.
"""

import sys

import nbformat
from jupyter_client.manager import start_new_kernel

# Seconds to wait for a message; no cell takes ten on an idle machine.
TIMEOUT = 600

# Shown after each cell. Things come in the order in which they are shown, so what the cell shows has
# come when this has.
BARRIER = "await Deno.jupyter.display({ 'text/plain': '' }, { raw: true });"


def run(client, source):
    """Runs `source` to its end; gives the identifier that its outputs have, or the error."""
    request = client.execute(source)
    while True:
        reply = client.get_shell_msg(timeout=TIMEOUT)
        if reply["parent_header"].get("msg_id") != request:
            continue
        content = reply["content"]
        if content["status"] != "ok":
            error = "\n".join([f"{content.get('ename')}: {content.get('evalue')}", *content.get("traceback", [])])
            sys.exit(f"This cell failed:\n{source}\n\n{error}")
        return request


def outputs_of(client, cell, barrier):
    """What the cell shows, in order."""
    outputs = []
    while True:
        message = client.get_iopub_msg(timeout=TIMEOUT)
        if message["msg_type"] != "display_data":
            continue
        parent = message["parent_header"].get("msg_id")
        if parent == barrier:
            return outputs
        if parent == cell:
            outputs.append(nbformat.v4.output_from_msg(message))


notebook = nbformat.reads(sys.stdin.read(), as_version=4)
nbformat.validate(notebook)
manager, client = start_new_kernel(
    kernel_name=notebook.metadata.kernelspec.name, startup_timeout=TIMEOUT, cwd=sys.argv[1]
)
try:
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = outputs_of(client, run(client, cell.source), run(client, BARRIER))
finally:
    client.stop_channels()
    manager.shutdown_kernel(now=True)
nbformat.validate(notebook)
sys.stdout.write(nbformat.writes(notebook))
