# shellcheck shell=bash
# shellcheck disable=SC2154 # state, sockets, build, port and the like are script/server's
# The state folder: its lock, its parts, and what an earlier server may have left in it. Sourced; sets `state` and `sockets`.
#
#   DIR/secrets      generated keys                       DIR/settings/   what each program gets
#   DIR/postgres/    the database                         DIR/log/        one file for each program
#   DIR/sandbox/     mails                                DIR/run/        clock, counters, sockets
#   DIR/ports        of the sandbox, kept                 DIR/server.env  how to talk to the running server
#
# All but the programs of the database are private to the user: the folders are 0700, or lead only through (0711) as root, whose
# PostgreSQL runs as another user and has to pass.

am_root() {
    ((EUID == 0))
}

choose_state() { # DIR
    if ! mkdir -p -- "$1" 2>/dev/null || [[ ! -w $1 ]]; then
        fail "$1 cannot be made or written to"
    fi
    state=$(realpath -- "$1")
    [[ $state != *[[:cntrl:]\"\'\\\$\;\#\{\},@]* && $GEM_ROOT != *[[:cntrl:]\"\'\\\$\;\#\{\},@]* ]] ||
        fail "nginx and supervisord cannot be given such a path: $state, $GEM_ROOT"
}

# supervisord holds the lock too. So after a kill -9 of this script it is free once everything has ended.
lock_state() {
    local server tenths
    exec {state_lock}<>"$state/lock"
    if ! flock --nonblock "$state_lock"; then
        server=$(cat "$state/run/server.pid" 2>/dev/null || true)
        # A dead process that nobody has waited for yet still has a folder there, but no command line.
        if [[ -n $server ]] && grep -q server "/proc/$server/cmdline" 2>/dev/null; then
            fail "a server runs on $state already (process $server): stop it first, or give another folder with --state"
        fi
        say "Waiting for the rest of an earlier server on $state to end"
        for ((tenths = 0; tenths < 900; tenths++)); do
            ! flock --nonblock "$state_lock" || return 0
            sleep 0.1
        done
        fail "it does not end: see what still runs on $state"
    fi
}

make_state_folders() {
    local mode=0700
    ! am_root || mode=0711
    mkdir -p "$state"/{log,settings,run,run/work,temporary,sandbox}
    chmod "$mode" "$state/run" "$state/run/work"
    chmod 0700 "$state"/{log,settings,temporary,sandbox}
    ! am_root || chmod a+x "$state"
    # The counters of an earlier run mean nothing; the clock goes on where it was, because the data does.
    rm -f "$state"/run/{metrics,nginx.pid,supervisord.pid} "$state/server.env"
    echo $$ >"$state/run/server.pid"
    find "$state/log" -name '*.log' -size +64M -exec mv {} {}.old \;
}

# A socket's path may have 107 bytes; PostgreSQL's and supervisord's have the longest names.
LONGEST_SOCKET=/postgres/.s.PGSQL.5432.lock

choose_sockets() {
    local LC_ALL=C
    sockets=$state/run
    if ((${#sockets} + ${#LONGEST_SOCKET} > 107)) || ! postgres_as test -x "$state"; then
        sockets=$(mktemp --directory /tmp/gem-XXXXXXXX)
        echo "$sockets" >"$state/run/sockets"
        ! am_root || chmod 0711 "$sockets"
    fi
    mkdir -m 0700 "$sockets/postgres"
    # Only PostgreSQL's own user and root get into this folder, which is what makes "trust" safe. As an ordinary user that is the user
    # itself, so its programs get in; as root the folder belongs to "postgres", and Gem's programs run as root here.
    ! am_root || chown postgres: "$sockets/postgres"
}

remove_sockets() {
    local recorded
    rm -rf "$state"/run/{postgres,*.socket,*.socket.*}
    recorded=$(cat "$state/run/sockets" 2>/dev/null || true)
    if [[ $recorded =~ ^/tmp/gem-[A-Za-z0-9]{8}$ && -O $recorded ]]; then
        rm -rf "$recorded"
    fi
    rm -f "$state/run/sockets"
}

# Processes of this server: they work in DIR/run/work, which nobody else does, or in the database's folder, and have no terminal (a
# person's shell has one).
own_processes() {
    local process folder
    for process in /proc/[0-9]*; do
        folder=$(readlink "$process/cwd" 2>/dev/null) || continue
        [[ $folder == "$state/run/work" || $folder == "${database:-none}" || $folder == "${database:-none}"/* ]] || continue
        [[ $(ps -o tty= -p "${process#/proc/}" 2>/dev/null) == '?' ]] || continue
        echo "${process#/proc/}"
    done
}

# wait_for_end SECONDS: until no process of ours is left.
wait_for_end() {
    local tenths=$(($1 * 10))
    while [[ -n $(own_processes) ]]; do
        ((tenths-- > 0)) || return 1
        sleep 0.1
    done
}

# What an earlier server, or this one, has left running. (In a trap a bare `return` would give the status from before the trap.)
end_own_processes() {
    local process
    ! wait_for_end 3 || return 0
    for process in $(own_processes); do
        kill -TERM "$process" 2>/dev/null || true
    done
    ! wait_for_end 10 || return 0
    for process in $(own_processes); do
        kill -KILL "$process" 2>/dev/null || true
    done
    wait_for_end 5 || complain "these processes do not end: $(own_processes | tr '\n' ' ')"
}

# How to talk to the running server; gone when it has stopped. It appears whole or not at all.
write_server_env() {
    local role name
    {
        server_env_rows
        for role in $(database_roles); do
            name=${role#gem_}
            printf '%s=%s\n' "GEM_DATABASE_URL_${name^^}" "$(database_url "$role")"
        done
    } | while IFS='=' read -r name value; do
        printf "%s='%s'\n" "$name" "$value"
    done >"$state/server.env.new"
    chmod 600 "$state/server.env.new"
    mv "$state/server.env.new" "$state/server.env"
}
