# shellcheck shell=bash
# What tests/try and tests/run share: packages, a plain account, the build. Source it; it needs bash and Debian.
set -u
source_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd) || exit 1
plain_account=${NSBINFMT_TEST_USER:-nsbinfmt-test}

die() {
  printf '%s: %s\n' "$0" "$*" >&2
  exit 1
}

# retry COMMAND...: three tries, for registries have their moments.
retry() {
  local try
  for try in 1 2 3; do
    "$@" && return 0
    printf '%s: try %d of 3 failed: %s\n' "$0" "$try" "$*" >&2
  done
  return 1
}

# package_list FILE...: the names in package files.
package_list() { sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "$@" | sort -u; }

# install_packages NAME...: those that are missing, by root or sudo; says what to do where neither can be had.
install_packages() {
  local missing=() name as_root=()
  for name; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || missing+=("$name")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" != 0 ]; then
    sudo -n true 2>/dev/null || die "packages are missing; install them with: apt-get install ${missing[*]}"
    as_root=(sudo -n)
  fi
  retry "${as_root[@]}" apt-get -o Acquire::Retries=3 -qq update &&
    retry "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
      apt-get -o Acquire::Retries=3 -o Dpkg::Use-Pty=0 -qq install -y --no-install-recommends "${missing[@]}" >/dev/null ||
    die "cannot install ${missing[*]}"
}

# as_plain_account COMMAND...: runs it as an account without privileges, in a copy of this tree in its home, where
# COMMAND is found by its path from the top. For root only: the account is made when it is not there.
as_plain_account() {
  local home copy
  id "$plain_account" >/dev/null 2>&1 || useradd --create-home --shell /bin/bash "$plain_account" ||
    die "cannot make the account $plain_account"
  home=$(getent passwd "$plain_account" | cut -d: -f6)
  copy=$home/nsbinfmt
  mkdir -p "$copy" && find "$copy" -mindepth 1 -maxdepth 1 ! -name 'build*' -exec rm -rf {} + || return 1
  (cd "$source_root" && git -c safe.directory='*' ls-files -z --cached --others --exclude-standard |
    tar --null --files-from=- --ignore-failed-read -cf -) | tar -C "$copy" -xf - || die "cannot copy the tree to $copy"
  chown -R "$plain_account:" "$copy"
  (cd "$copy" && exec runuser -u "$plain_account" -- \
    env HOME="$home" USER="$plain_account" LOGNAME="$plain_account" XDG_RUNTIME_DIR= "$@")
}

# build DIRECTORY MESON-OPTION...
build() {
  local directory=$1
  shift
  if [ ! -f "$directory/build.ninja" ]; then
    meson setup "$directory" "$source_root" "$@" >"$directory.log" 2>&1 || {
      cat "$directory.log" >&2
      die "meson cannot set $directory up"
    }
  fi
  ninja -C "$directory" >"$directory.log" 2>&1 || {
    tail -n 50 "$directory.log" >&2
    die "$directory does not build"
  }
}
