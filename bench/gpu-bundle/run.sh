#!/bin/sh
# Checks this machine's GPU against its processor and measures training steps on it; needs no network,
# and of the machine the GPU's driver, glibc 2.34, libstdc++, cp, gzip and mktemp.
# The result goes to result.json in the working folder; `./run.sh --help` lists the options. The same
# command again goes on with what is missing. Exit code 75 says that something is.
set -eu

here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
unpacked=$(mktemp -d "${TMPDIR:-/tmp}/sublinear-gpu.XXXXXX")
trap 'rm -rf "$unpacked"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Node and Dawn are stored compressed: unpacked they are 120 MB.
cp -R "$here/program/." "$unpacked"
gzip -dc "$here/node.gz" > "$unpacked/node"
gzip -d "$unpacked/node_modules/webgpu/dist/linux-x64/dawn.node.gz"
chmod +x "$unpacked/node"

# The machine's own Vulkan loader knows its own folders; ours is for where there is none.
if ! PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2> /dev/null | grep -q 'libvulkan\.so\.1'; then
  LD_LIBRARY_PATH="$unpacked/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
  export LD_LIBRARY_PATH
fi

# The parameters that all start from go there too.
TMPDIR=$unpacked
export TMPDIR
"$unpacked/node" "$unpacked/main.mjs" check "$@"
