#!/bin/sh
# Installs exo-di @VERSION@ for this user: downloads the program for this machine, checks it against the checksums of
# the release, and copies it to a folder. It needs no root and changes nothing else.
#
#   sh install.sh [--to FOLDER]     default: ~/.local/bin
#
# EXO_DI_URL names another place that has the files of the release, a mirror.
set -eu

version='@VERSION@'
url=${EXO_DI_URL:-'@URL@'}
to=${HOME:+$HOME/.local/bin}

say() { printf '%s\n' "$*" >&2; }
fail() {
  say "error: $1"
  exit "${2:-1}"
}

while [ $# -gt 0 ]; do
  case $1 in
    --to)
      [ $# -ge 2 ] || fail '--to needs a folder' 2
      to=$2
      shift 2
      ;;
    -h | --help)
      say 'usage: sh install.sh [--to FOLDER]'
      exit 0
      ;;
    *) fail "unknown: $1; usage: sh install.sh [--to FOLDER]" 2 ;;
  esac
done

[ -n "$to" ] || fail 'HOME is not set: say where to with --to FOLDER' 2
case $url in
  https://* | http://127.0.0.1:* | http://localhost:*) ;;
  '') fail 'it is not known where the release is: set EXO_DI_URL' 2 ;;
  *) fail "not downloaded from $url: it has to begin with https://" 2 ;;
esac

case $(uname -s) in
  Linux) system=linux ;;
  Darwin) system=darwin ;;
  *) fail "there is no program for $(uname -s); with Node.js: npm install -g exo-di" ;;
esac
case $(uname -m) in
  x86_64 | amd64) machine=x64 ;;
  aarch64 | arm64) machine=aarch64 ;;
  *) fail "there is no program for $(uname -m); with Node.js: npm install -g exo-di" ;;
esac
kind=$system-$machine
if [ $system = linux ] && ! getconf GNU_LIBC_VERSION >/dev/null 2>&1; then kind=$kind-musl; fi
archive=exo-di-$version-$kind.tar.gz

if command -v sha256sum >/dev/null 2>&1; then
  sum() { sha256sum "$1" | cut -d ' ' -f 1; }
elif command -v shasum >/dev/null 2>&1; then
  sum() { shasum -a 256 "$1" | cut -d ' ' -f 1; }
else
  fail 'neither sha256sum nor shasum is there, and nothing is installed unchecked'
fi
if command -v curl >/dev/null 2>&1; then
  get() { curl -fsSL --proto-redir '=https' -o "$2" "$1"; }
elif command -v wget >/dev/null 2>&1; then
  get() { wget -q -O "$2" "$1"; }
else
  fail 'neither curl nor wget is there'
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

say "Downloading $url/$archive"
get "$url/SHA256SUMS" "$work/SHA256SUMS" || fail "could not download $url/SHA256SUMS"
expected=$(awk -v name="$archive" '$2 == name || $2 == "*" name { print $1 }' "$work/SHA256SUMS")
[ ${#expected} -eq 64 ] || fail "the release has no checksum of $archive: nothing was installed"
get "$url/$archive" "$work/$archive" || fail "could not download $url/$archive"
found=$(sum "$work/$archive")
[ "$found" = "$expected" ] || fail "$archive is not the one of the release (SHA-256 $found, not $expected): nothing was installed"

tar -xzf "$work/$archive" -C "$work"
mkdir -p "$to"
# The new program is first copied beside its place, so that the old one stays whole until the new one is known to run.
cp "$work/exo-di-$version-$kind/exo-di" "$to/.exo-di.new"
chmod 755 "$to/.exo-di.new"
"$to/.exo-di.new" --version >/dev/null || {
  rm -f "$to/.exo-di.new"
  case $kind in *-musl) say 'It needs libstdc++, which Alpine installs with: apk add libstdc++' ;; esac
  fail 'it does not run on this machine: nothing was installed'
}
mv -f "$to/.exo-di.new" "$to/exo-di"

say "exo-di $version is $to/exo-di; to be rid of it, delete that file."
case :${PATH:-}: in
  *:"$to":*) say 'Completion: exo-di completion install bash (or zsh, fish)' ;;
  *) say "$to is not in your PATH: add it, as with: export PATH=\"$to:\$PATH\"" ;;
esac
