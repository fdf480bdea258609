# shellcheck shell=bash
# Building out of tree. Sourced.

# build_folder: where the programs are, absolute. GEM_BUILD_DIR is relative to the project.
build_folder() {
    local folder=${GEM_BUILD_DIR:-build}
    [[ $folder == /* ]] || folder=$GEM_ROOT/$folder
    echo "$folder"
}

make_configure() {
    [[ -x $GEM_ROOT/configure && -e $GEM_ROOT/Makefile.in && ! $GEM_ROOT/configure.ac -nt $GEM_ROOT/configure ]] && return
    say 'Making ./configure'
    run_child autoreconf --install "$GEM_ROOT" || fail 'autoreconf failed'
}

# configure_build FOLDER: again only when GEM_CONFIGURE is not what it was; make sees to the rest.
configure_build() {
    local folder=$1 flags=${GEM_CONFIGURE:-}
    [[ -e $folder/Makefile && -e $folder/configure-flags && $(<"$folder/configure-flags") == "$flags" ]] && return
    say "Configuring $folder${flags:+ with $flags}"
    local -a words
    read -r -a words <<<"$flags"
    run_child env --chdir="$folder" "$GEM_ROOT/configure" --quiet "${words[@]}" || fail "configure failed: see $folder/config.log"
    printf '%s\n' "$flags" >"$folder/configure-flags"
}

# Two servers may be started at once on one checkout: they build one after the other.
build_programs() {
    local folder lock
    folder=$(build_folder)
    mkdir -p "$folder"
    exec {lock}<"$GEM_ROOT/configure.ac"
    run_child flock "$lock"
    make_configure
    configure_build "$folder"
    if ! make -s -q -C "$folder" >/dev/null 2>&1; then
        say "Building in $folder"
        run_child make -s V=1 ARFLAGS=cr -C "$folder" -j "$(nproc)" || fail "the build failed"
    fi
    exec {lock}<&-
}
