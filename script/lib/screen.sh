# shellcheck shell=bash
# Words on the screen, and ending with them. Sourced; the caller has set GEM_ROOT.

# A reader that has gone away must not end the server in the middle of its work.
say() {
    printf '%s\n' "$*" 2>/dev/null || true
}

complain() {
    printf '%s: %s\n' "$(basename "$0")" "$*" >&2 2>/dev/null || true
}

fail() {
    complain "$@"
    exit 1
}

usage_error() {
    complain "$1 (see --help)"
    exit 64
}

# say_boxed LINE…: for what nobody may overlook.
say_boxed() {
    local line rule width=0
    for line in "$@"; do
        ((${#line} <= width)) || width=${#line}
    done
    printf -v rule '%*s' $((width + 2)) ''
    say "┌${rule// /─}┐"
    for line in "$@"; do
        say "$(printf '│ %s%*s │' "$line" $((width - ${#line})) '')"
    done
    say "└${rule// /─}┘"
}

# show_log_end FILE: the last lines of a log, for the person who has to find out why.
show_log_end() {
    [[ -s $1 ]] || return 0
    {
        printf '%s\n' "--- the last lines of $1"
        tail -n 25 -- "$1"
        printf '%s\n' '---'
    } >&2
}
