#!/bin/sh
# Installs what the adapters need: Debian packages with apt-get (and sudo, unless run by root), npm packages into
# adapters/node_modules, compiled adapters into adapters/build. Debian packages that are there already are left alone.
set -eu
cd "$(dirname "$0")"

usage() {
  cat <<'END'
usage: adapters/install.sh [NAME...]

Installs the implementations named, by the names in adapters/adapters.json, or all of them. The npm packages come all
together, at the versions of adapters/package-lock.json. What cannot be installed is named on standard error and
skipped; then the exit status is 1.
END
}

# The names of the manifest, or what the implementation $1 requires from $2 (debian or npm).
names() { node -p 'require("./adapters.json").map(({ name }) => name).join("\n")'; }
requires() {
  entry='require("./adapters.json").find(({ name }) => name === process.argv[1])'
  node -p "($entry?.requires[process.argv[2]] ?? []).join(' ')" "$1" "$2"
}

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

is_installed() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

updated=
debian() {
  missing=
  for package in "$@"; do is_installed "$package" || missing="$missing $package"; done
  [ -n "$missing" ] || return 0
  [ -n "$updated" ] || as_root apt-get -qq update || return 1
  updated=yes
  log=$(as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends $missing 2>&1) && return 0
  echo "$log" >&2
  return 1
}

npm_status=
npm_packages() {
  if [ -z "$npm_status" ]; then
    npm_status=0
    npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null || npm_status=1
  fi
  return "$npm_status"
}

java_class() { # NAME CLASS, with the class path of the manifest, which counts from the folder above
  path=$(node -p 'require("./adapters.json").find(({ name }) => name === process.argv[1]).command[2]' "$1")
  mkdir -p "build/$1" && javac -cp "${path#*:}" -sourcepath lib -d "build/$1" "$2.java"
}

compile() {
  mkdir -p build
  case $1 in
    liboauth) gcc -std=gnu11 -O1 -Wall -o build/liboauth liboauth.c lib/protocol.c lib/request.c -loauth -ljansson ;;
    gomodule-oauth1) GO111MODULE=off GOFLAGS= GOPATH=/usr/share/gocode go build -o build/gomodule-oauth1 ./gomodule-oauth1 ;;
    signpost) java_class signpost Signpost ;;
    google-oauth-client) java_class google-oauth-client GoogleOauthClient ;;
  esac
}

install() {
  packages=$(requires "$1" debian)
  if [ -n "$packages" ]; then debian $packages; else npm_packages; fi && compile "$1"
}

case ${1:-} in -h | --help) usage; exit 0 ;; esac
status=0
for name in ${*:-$(names)}; do
  [ -n "$(requires "$name" debian)$(requires "$name" npm)" ] && install "$name" && continue
  echo "install.sh: cannot install $name, skipped" >&2
  status=1
done
exit $status
