# shellcheck shell=bash
# shellcheck disable=SC2154 # state, sockets, build, port and the like are script/server's
# Filling in nginx's configuration. Sourced.

# limit_of VARIABLE SANDBOX PRODUCTION: "RATE burst NUMBER", as in "200r/s burst 400".
limit_of() {
    local value=${!1:-}
    if [[ -z $value ]]; then
        value=$3
        [[ ${decided[GEM_ENVIRONMENT]} != sandbox ]] || value=$2
    fi
    [[ $value =~ ^[1-9][0-9]{0,6}r/[sm]\ burst\ [0-9]{1,7}$ ]] || fail "$1 must look like \"200r/s burst 400\", not \"$value\""
    echo "$value"
}

cors_rows() {
    local origin
    local -a origins
    IFS=',' read -r -a origins <<<"${GEM_CORS_ORIGINS:-}"
    for origin in "${origins[@]}"; do
        origin=${origin//[[:space:]]/}
        [[ -n $origin ]] || continue
        [[ $origin =~ ^https?://[a-z0-9.-]+(:[0-9]{1,5})?$ ]] ||
            fail "GEM_CORS_ORIGINS: \"$origin\" is no origin; list them one by one, like https://shop.example"
        printf '        "%s" "%s";\n' "$origin" "$origin"
    done
}

upstream_blocks() {
    local name kind
    while read -r name _ kind _; do
        [[ $kind == fastcgi ]] || continue
        printf '    upstream %s {\n        server "unix:%s/%s.socket" max_fails=0;\n    }\n' "$name" "$sockets" "$name"
    done < <(program_rows)
}

check_nginx_settings() {
    cors_rows >/dev/null
    limit_of GEM_LIMIT_API '5000r/s burst 10000' '500r/s burst 1000' >/dev/null
    limit_of GEM_LIMIT_SIGN_IN '1000r/s burst 2000' '20r/s burst 100' >/dev/null
    limit_of GEM_LIMIT_HOOKS '5000r/s burst 10000' '2000r/s burst 4000' >/dev/null
    [[ ${GEM_LIMIT_CONNECTIONS:-1} =~ ^[1-9][0-9]{0,5}$ ]] || fail "GEM_LIMIT_CONNECTIONS must be a whole number"
}

fill_in() { # TEXT on standard input; marks in the array `marks`
    local text name
    text=$(cat)
    for name in "${!marks[@]}"; do
        text=${text//"@$name@"/"${marks[$name]}"}
    done
    printf '%s\n' "$text"
}

render_nginx() {
    local all sign_in hooks connections=200
    local -A marks
    all=$(limit_of GEM_LIMIT_API '5000r/s burst 10000' '500r/s burst 1000')
    sign_in=$(limit_of GEM_LIMIT_SIGN_IN '1000r/s burst 2000' '20r/s burst 100')
    hooks=$(limit_of GEM_LIMIT_HOOKS '5000r/s burst 10000' '2000r/s burst 4000')
    [[ ${decided[GEM_ENVIRONMENT]} != sandbox ]] || connections=4000
    marks=(
        [USER]='' [STATE]=$state [ROOT]=$GEM_ROOT [SOCKETS]=$sockets [PORT]=$port [SANDBOX_URL]=$sandbox_url
        [CORS_ORIGINS]=$(cors_rows && echo .) [UPSTREAMS]=$(upstream_blocks)
        [LIMIT_API_RATE]=${all%% *} [LIMIT_API_BURST]=${all##* }
        [LIMIT_HOOKS_RATE]=${hooks%% *} [LIMIT_HOOKS_BURST]=${hooks##* }
        [LIMIT_SIGN_IN_RATE]=${sign_in%% *} [LIMIT_SIGN_IN_BURST]=${sign_in##* }
        [LIMIT_CONNECTIONS]=${GEM_LIMIT_CONNECTIONS:-$connections}
    )
    marks[CORS_ORIGINS]=${marks[CORS_ORIGINS]%.}
    # As root its workers must stay root to reach the sockets, which nobody else may.
    ! am_root || marks[USER]='user root;'
    mkdir -p "$state/nginx"
    cp "$GEM_ROOT"/nginx/*.conf "$state/nginx/"
    fill_in <"$GEM_ROOT/nginx/gem.conf.in" >"$state/nginx.conf"
    run_child_logged "$state/log/nginx.log" nginx -t -q -c "$state/nginx.conf" -e "$state/log/nginx.log" ||
        { show_log_end "$state/log/nginx.log" && fail "nginx does not take $state/nginx.conf"; }
}
