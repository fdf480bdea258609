# shellcheck shell=bash
# What has to be installed, and how it shows that it is. Sourced.
#
# A row is: Debian's package | purpose (all, tests) | what shows that it is there. Looking at the thing itself instead of asking dpkg
# is fast, and counts what came another way (a newer node, say).

package_rows() {
    cat <<'ROWS'
build-essential         | all   | command gcc
build-essential         | all   | command make
autoconf                | all   | command autoreconf
automake                | all   | command automake
pkg-config              | all   | command pkg-config
perl                    | all   | command perl
libfcgi-dev             | all   | header fcgiapp.h
libjson-c-dev           | all   | module json-c
libpq-dev               | all   | module libpq
libmemcached-dev        | all   | module libmemcached
libssl-dev              | all   | module libcrypto
libcurl4-openssl-dev    | all   | module libcurl
libsecp256k1-dev        | all   | module libsecp256k1
libqrencode-dev         | all   | module libqrencode
check                   | all   | module check
nginx-light             | all   | command nginx
memcached               | all   | command memcached
postgresql              | all   | postgres
supervisor              | all   | command supervisord
curl                    | all   | command curl
procps                  | all   | command ps
nodejs                  | all   | command node
npm                     | all   | command npm
chromium-headless-shell | tests | command chromium-headless-shell
clang                   | tests | command clang
libclang-rt-dev         | tests | fuzzer
clang-format            | tests | command clang-format
cppcheck                | tests | command cppcheck
shellcheck              | tests | command shellcheck
ROWS
}

NODE_WANTED=20

package_is_there() { # KIND [NAME]
    case $1 in
        command) command -v "$2" >/dev/null ;;
        module) command -v pkg-config >/dev/null && pkg-config --exists "$2" ;;
        header) [[ -e /usr/include/$2 || -e /usr/local/include/$2 ]] ;;
        fuzzer) compgen -G '/usr/lib/llvm-*/lib/clang/*/lib/linux/libclang_rt.fuzzer*.a' >/dev/null ;;
        postgres) compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null ;;
    esac
}

# missing_packages PURPOSE…: one name a line.
missing_packages() {
    local package purpose kind name
    while read -r package _ purpose _ kind name; do
        [[ " $* " == *" $purpose "* ]] || continue
        package_is_there "$kind" "$name" || echo "$package"
    done < <(package_rows) | sort -u
}

# The script may be run by a user without /usr/sbin on the path, where Debian keeps nginx.
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

install_packages() { # PACKAGE…
    local -a as_root=()
    command -v apt-get >/dev/null || fail "please install what is missing, this system has no apt-get: $*"
    if ((EUID != 0)); then
        command -v sudo >/dev/null || fail "please install as root, there is no sudo here: apt-get install $*"
        as_root=(sudo)
    fi
    say "Installing with apt-get: $*"
    run_child "${as_root[@]}" apt-get -qq update
    run_child "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$@" </dev/null
}

check_node_version() {
    local version
    version=$(node --version) || return 0
    version=${version#v}
    if ((${version%%.*} < NODE_WANTED)); then
        complain "node $version is older than $NODE_WANTED: the tests need a newer one, and the sandbox may"
    fi
}

test_modules_are_old() {
    [[ ! $GEM_ROOT/tests/node_modules/.package-lock.json -nt $GEM_ROOT/tests/package-lock.json ]]
}

install_test_modules() {
    say 'Installing the npm packages of tests/'
    run_child npm ci --prefix "$GEM_ROOT/tests" --no-audit --no-fund --loglevel=error
    touch "$GEM_ROOT/tests/node_modules/.package-lock.json"
}
