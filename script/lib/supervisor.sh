# shellcheck shell=bash
# shellcheck disable=SC2154 # state, sockets, build, port and the like are script/server's
# supervisord, which starts, restarts and stops the parts. Sourced; sets `supervisor_process`.
#
# PostgreSQL, memcached and the sandbox start with it. The programs and nginx wait until the database is migrated.
# Order of priority is the order of starting; stopping goes the other way, one after the other.

supervisor_process=''
hurry_process=''

# A configuration value may not hold "%"; paths were checked by choose_state.
doubled() {
    echo "${1//%/%%}"
}

# part NAME PRIORITY AUTOSTART COMMAND [LINE…]: a supervised program; the command's words are in double quotes.
part() {
    local name=$1 priority=$2 autostart=$3 command=$4 settings=none kind=program
    shift 4
    [[ ! -e $state/settings/$name ]] || settings=$name
    [[ $name == gem-* && " $* " == *' socket='* ]] && kind=fcgi-program
    cat <<PART

[$kind:$name]
command="$(doubled "$GEM_ROOT/script/lib/run_program")" "$(doubled "$state/log/$name.log")" "$(doubled "$state/settings/$settings")" $(doubled "$command")
priority=$priority
autostart=$autostart
autorestart=true
stopasgroup=false
killasgroup=true
stdout_logfile=NONE
stderr_logfile=NONE
PART
    (($# == 0)) || printf '%s\n' "$@"
}

supervisor_head() {
    cat <<HEAD
; Written by script/server at each start.
[supervisord]
nodaemon=true
silent=true
umask=077
logfile=$(doubled "$state/log/supervisord.log")
logfile_maxbytes=10MB
logfile_backups=1
pidfile=$(doubled "$state/run/supervisord.pid")
childlogdir=$(doubled "$state/temporary")
directory=$(doubled "$state/run/work")
HEAD
    ! am_root || echo 'user=root'
    cat <<HEAD

[unix_http_server]
file=$(doubled "$sockets/supervisor.socket")
chmod=0700

[supervisorctl]
serverurl=unix://$(doubled "$sockets/supervisor.socket")

[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
HEAD
}

memcached_command() {
    local -a words=(memcached -s "$sockets/memcached.socket" -a 0700 -m "${GEM_MEMCACHED_MEGABYTES:-64}" -c 4096)
    ! am_root || words+=(-u root)
    printf '"%s" ' "${words[@]}"
}

# A program that retires (status 0) is started again like one that fails; only one that ends at once is waited for, a little longer
# each time.
program_part() { # NAME PROGRAM KIND PROCESSES
    local processes=$4
    local -a lines=(startretries=1000000 stopwaitsecs=15 'process_name=%(program_name)s_%(process_num)d')
    if [[ $3 == fastcgi ]]; then
        # One more, number 0, keeps the socket (script/lib/run_program).
        processes=$((processes + 1))
        lines+=("socket=unix://$(doubled "$sockets/$1.socket")" socket_mode=0700 socket_backlog=4096)
    fi
    lines+=("numprocs=$processes")
    part "$1" 50 false "\"$build/$2\"" "${lines[@]}"
}

write_supervisor_config() {
    local name program kind processes
    (umask 077 && : >"$state/supervisord.conf.new")
    {
        supervisor_head
        part postgres 10 true "$(postgres_command)" stopsignal=INT stopwaitsecs=60
        part memcached 20 true "$(memcached_command)"
        [[ -z $sandbox_url ]] || part sandbox 30 true "$(sandbox_command)"
        while read -r name program kind _ _ processes; do
            program_part "$name" "$program" "$kind" "$processes"
        done < <(program_rows)
        part nginx 90 false "\"nginx\" \"-c\" \"$state/nginx.conf\" \"-e\" \"$state/log/nginx.log\""
    } >"$state/supervisord.conf.new"
    mv "$state/supervisord.conf.new" "$state/supervisord.conf"
}

# In a session of its own, so that neither Ctrl-C nor a closed terminal reaches it past this script; bound to this script's life by
# the parent death signal.
start_supervisor() {
    setsid setpriv --pdeathsig TERM env -i --chdir="$state/run/work" --default-signal=INT,QUIT,HUP \
        PATH="$PATH" LANG=C.UTF-8 HOME="$state/temporary" \
        supervisord --configuration "$state/supervisord.conf" >>"$state/log/supervisord.log" 2>&1 </dev/null &
    supervisor_process=$!
}

# supervisord looks after its children once a second, or when somebody knocks at its socket. While parts come and go somebody does,
# which saves seconds at each start and stop.
hurry_supervisor() {
    # shellcheck disable=SC2016 # Perl's variables
    setpriv --pdeathsig TERM perl -MIO::Socket::UNIX -e '
        for (1 .. 1200) { IO::Socket::UNIX->new($ARGV[0]); select undef, undef, undef, 0.05 }' "$sockets/supervisor.socket" &
    hurry_process=$!
}

calm_supervisor() {
    [[ -n $hurry_process ]] || return 0
    kill -KILL "$hurry_process" 2>/dev/null || true
    wait "$hurry_process" 2>/dev/null || true
    hurry_process=''
}

supervisor_runs() {
    [[ -n $supervisor_process ]] && kill -0 "$supervisor_process" 2>/dev/null
}

stop_supervisor() {
    local tenths=900
    supervisor_runs || return 0
    kill -TERM "$supervisor_process"
    calm_supervisor
    hurry_supervisor
    while supervisor_runs && ((tenths-- > 0)); do
        sleep 0.1
    done
    ! supervisor_runs || kill -KILL "$supervisor_process"
    wait "$supervisor_process" 2>/dev/null || true
    supervisor_process=''
    calm_supervisor
}

ask_supervisor() { # WORD…
    env -i PATH="$PATH" LANG=C.UTF-8 supervisorctl --configuration "$state/supervisord.conf" "$@"
}

part_is_lost() { # NAME
    ask_supervisor status "$1" 2>/dev/null | grep -E -q ' (BACKOFF|EXITED|FATAL) '
}

# wait_for_part NAME SECONDS CHECK…: until the check succeeds; else the log and the end.
wait_for_part() {
    local name=$1 seconds=$2 tenths
    shift 2
    for ((tenths = 0; tenths < seconds * 10; tenths++)); do
        ! "$@" >/dev/null 2>&1 || return 0
        supervisor_runs || lose_part supervisord 'supervisord has ended'
        ((tenths % 20 != 19)) || ! part_is_lost "$name" || lose_part "$name" "$name does not stay up"
        sleep 0.1
    done
    lose_part "$name" "$name does not answer after $seconds seconds"
}

lose_part() { # NAME WORDS
    show_log_end "$state/log/$1.log"
    fail "$2; the whole log is $state/log/$1.log"
}

# Starts what has waited. supervisorctl says of each part whether it stays up for its first second.
start_programs() {
    local answer lost
    answer=$(ask_supervisor start all) || true
    lost=$(sed -n 's/^\([A-Za-z-]*\)[:_0-9A-Za-z-]*: ERROR.*/\1/p' <<<"$answer" | head -n 1)
    [[ -z $lost ]] || lose_part "$lost" "$lost does not start"
}
