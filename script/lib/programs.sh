# shellcheck shell=bash
# The programs of Gem that a server runs. Sourced. To add one, add its line.
#
#   name             what the pool is called: its log, its socket, the upstream in nginx
#   program          the file in the build folder
#   kind             fastcgi: serves a socket on descriptor 0; plain: just runs
#   settings         whose rows of src/base/config.def it gets (API, ADMIN, HOOKS, WORKER, CONTROL), and nothing else;
#                    OUTBOUND: those of API and the secrets for calls to outside services, which API does not get (settings.sh)
#   role             its PostgreSQL role
#   processes        how many
#
# Requests that call outside services have a pool of their own: when one of those is slow, all else goes on.

program_rows() {
    cat <<ROWS
gem-api            gem-api      fastcgi   API        gem_api      ${GEM_API_PROCESSES:-8}
gem-api-outbound   gem-api      fastcgi   OUTBOUND   gem_api      2
gem-admin          gem-admin    fastcgi   ADMIN      gem_admin    2
gem-hooks          gem-hooks    fastcgi   HOOKS      gem_hooks    2
gem-worker         gem-worker   plain     WORKER     gem_worker   ${GEM_WORKER_PROCESSES:-1}
ROWS
}

# gemctl is run by hand: no pool, but it has settings too.
CONTROL_ROW='gemctl gemctl none CONTROL gem_owner 0'

database_roles() {
    echo gem_owner gem_api gem_admin gem_hooks gem_worker
}

check_programs() { # BUILD
    local program
    while read -r _ program _; do
        [[ -x $1/$program ]] || fail "$1/$program is missing: build it with script/setup, or name another build with GEM_BUILD_DIR"
    done < <(program_rows && echo "$CONTROL_ROW")
    while read -r program _ _ _ _ processes; do
        [[ $processes =~ ^[1-9][0-9]{0,2}$ ]] || fail "the number of $program processes must be 1 to 999, not \"$processes\""
    done < <(program_rows)
}
