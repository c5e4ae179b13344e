#!/bin/sh
# Installs the software written by others that the interop tests run against.
set -eu

usage() {
  cat <<'END'
usage: install.sh [--help]

Installs what test/interop needs, and leaves alone what is there already:
  python3-oauthlib, python3-requests-oauthlib,
  chromium                                      Debian's packages, by apt-get (with sudo when not root)
  the packages of package.json                  npm's, by npm ci, into test/interop/node_modules
  the newest Node, Bun and Deno                 npm's, by npm ci, into test/interop/runtimes/node_modules
END
}

case "${1-}" in
  '') ;;
  -h | --help) usage; exit 0 ;;
  *) usage >&2; exit 2 ;;
esac

cd "$(dirname "$0")"

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

apt_install() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --no-install-recommends "$@"
}

missing=
for package in python3-oauthlib python3-requests-oauthlib chromium; do
  state=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$state" = installed ] || missing="$missing $package"
done
if [ -n "$missing" ]; then
  # Unquoted on purpose: one word a package. Old or absent package lists are the usual reason for a failure.
  # shellcheck disable=SC2086
  apt_install $missing || { as_root apt-get update --quiet && apt_install $missing; }
fi

# Prints each package of package.json with its version, or the ones that are not there at that version.
packages() {
  node -e '
    const { dependencies } = require("./package.json")
    const isThere = ([name, version]) => {
      try { return require(`./node_modules/${name}/package.json`).version === version } catch { return false }
    }
    const wanted = Object.entries(dependencies).filter((entry) => process.argv[1] !== "missing" || !isThere(entry))
    for (const [name, version] of wanted) console.log("npm", name, version)' "$1"
}
[ -z "$(packages missing)" ] || npm ci --ignore-scripts --no-audit --no-fund
# npm writes the first of these files when it has installed the second.
[ runtimes/node_modules/.package-lock.json -nt runtimes/package-lock.json ] ||
  (cd runtimes && npm ci --ignore-scripts --no-audit --no-fund)

/usr/bin/python3 -I -c 'import oauthlib, requests_oauthlib
print("python3-oauthlib", oauthlib.__version__)
print("python3-requests-oauthlib", requests_oauthlib.__version__)'
chromium --version
packages all
for runtime in runtimes/node_modules/node-*/bin/node runtimes/node_modules/@oven/*/bin/bun \
  runtimes/node_modules/@deno/*/deno; do
  "$runtime" --version | head -n 1
done
