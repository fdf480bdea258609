# shellcheck shell=bash
# Running one thing at a time so that a signal is acted upon at once. Sourced.
#
# bash runs a trap only after the command in the foreground has ended, and a build may take minutes. So long commands run in the
# background and are waited for; the parent's death ends them too, even a kill -9.

child_process=''

# run_child COMMAND…: an external command; its exit status.
run_child() {
    local status=0
    # What it starts in turn must not keep the state folder locked.
    if [[ -n ${state_lock:-} ]]; then
        setpriv --pdeathsig TERM env --default-signal=INT,QUIT -- "$@" {state_lock}>&- &
    else
        setpriv --pdeathsig TERM env --default-signal=INT,QUIT -- "$@" &
    fi
    child_process=$!
    wait "$child_process" || status=$?
    child_process=''
    return "$status"
}

# run_child_logged LOG COMMAND…: the same, silent when it succeeds.
run_child_logged() {
    local log=$1
    shift
    run_child "$@" >>"$log" 2>&1
}

end_child() {
    [[ -z $child_process ]] || kill -TERM "$child_process" 2>/dev/null || true
    [[ -z $child_process ]] || wait "$child_process" 2>/dev/null || true
    child_process=''
}
