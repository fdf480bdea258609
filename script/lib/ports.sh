# shellcheck shell=bash
# shellcheck disable=SC2154 # state, sockets, build, port and the like are script/server's
# TCP ports on 127.0.0.1. Sourced.

# bind_port PORT: prints the port when it could be taken; 0 takes a free one.
bind_port() {
    perl -MIO::Socket::INET -e '
        my $socket = IO::Socket::INET->new(LocalAddr => "127.0.0.1", LocalPort => $ARGV[0], Listen => 1, ReuseAddr => 1) or exit 1;
        print $socket->sockport, "\n";' "$1"
}

# kept_port NAME: the port of last time when it is free, so that a bookmark goes on working; else another.
kept_port() {
    local port
    port=$(sed -n "s/^$1=//p" "$state/ports" 2>/dev/null || true)
    bind_port "${port:-0}" || bind_port 0
}

choose_sandbox_ports() {
    sandbox_port=$(kept_port sandbox)
    smtp_port=$(kept_port smtp)
    printf 'sandbox=%s\nsmtp=%s\n' "$sandbox_port" "$smtp_port" >"$state/ports"
}

check_port() {
    bind_port "$1" >/dev/null || fail "port $1 is in use or not allowed: stop what listens there, or give another with --port"
}
