# shellcheck shell=bash
# shellcheck disable=SC2154 # state, sockets, build, port and the like are script/server's
# The private PostgreSQL. Sourced; sets `database`, `postgres_programs` and `as_database_user`.

as_database_user=()
database=''

postgres_as() { # COMMAND…: as the user that PostgreSQL runs as
    "${as_database_user[@]}" "$@"
}

# PostgreSQL refuses to run as root, so there it runs as "postgres" and its data must lie where that user may go.
choose_database() {
    database=$state/postgres
    if am_root; then
        getent passwd postgres >/dev/null || fail 'as root a user "postgres" is needed, which comes with the package postgresql'
        as_database_user=(setpriv --reuid=postgres --regid=postgres --init-groups)
        if ! postgres_as test -x "$state"; then
            database=/tmp/gem-postgres-$(basename "$state")-$(sha256sum <<<"$state" | head -c 12)
            say "The user postgres cannot reach $state: the database is kept in $database"
        fi
    fi
    [[ -d $database ]] || mkdir -m 0700 "$database"
    # In /tmp somebody else could have been first.
    if [[ -L $database || ! -O $database && $(stat -c %U "$database") != postgres ]]; then
        fail "$database belongs to somebody else"
    fi
    ! am_root || chown postgres: "$database"
}

choose_postgres_programs() {
    local version=''
    [[ ! -e $database/data/PG_VERSION ]] || version=$(<"$database/data/PG_VERSION")
    postgres_programs=$(compgen -G "/usr/lib/postgresql/${version:-*}/bin" | sort -V | tail -n 1 || true)
    if [[ -z $postgres_programs && -z $version ]] && command -v initdb >/dev/null; then
        postgres_programs=$(dirname "$(command -v initdb)")
    fi
    [[ -x $postgres_programs/initdb ]] || fail "PostgreSQL $version is not installed, which the data in $database needs"
}

# Made beside its place: a start that was killed in the middle leaves nothing that looks finished.
make_cluster() {
    [[ ! -e $database/data/PG_VERSION ]] || return 0
    say 'Making the database'
    rm -rf "$database/data.new"
    run_child_logged "$state/log/postgres.log" "${as_database_user[@]}" \
        setpriv --pdeathsig TERM env -i --chdir="$database" PATH="$PATH" LANG=C.UTF-8 "$postgres_programs/initdb" --pgdata="$database/data.new" --username=postgres \
        --auth=trust --locale=C.UTF-8 --encoding=UTF8 ||
        { show_log_end "$state/log/postgres.log" && fail 'the database could not be made'; }
    mv "$database/data.new" "$database/data"
}

# A machine that was switched off may have given PostgreSQL's old process id to somebody else, which PostgreSQL takes for itself.
remove_stale_postmaster_file() {
    local process
    [[ -e $database/data/postmaster.pid ]] || return 0
    read -r process <"$database/data/postmaster.pid"
    [[ -d /proc/$process && $(readlink "/proc/$process/cwd" || true) == "$database/data" ]] || rm -f "$database/data/postmaster.pid"
}

postgres_command() {
    printf '"%s" ' "${as_database_user[@]:-setpriv}" --pdeathsig INT -- "$postgres_programs/postgres" -D "$database/data" \
        -c listen_addresses= -c "unix_socket_directories=$sockets/postgres" -c unix_socket_permissions=0700 \
        -c "max_connections=${GEM_DATABASE_CONNECTIONS:-100}" -c fsync=on -c shared_buffers=128MB -c log_min_messages=warning
}

database_is_ready() {
    "$postgres_programs/pg_isready" --quiet --host="$sockets/postgres" --username=postgres
}

percent_encoded() {
    local text=$1 out='' character i
    local LC_ALL=C
    for ((i = 0; i < ${#text}; i++)); do
        character=${text:i:1}
        case $character in
            [A-Za-z0-9._~-]) out+=$character ;;
            *) printf -v character '%%%02X' "'$character" && out+=$character ;;
        esac
    done
    echo "$out"
}

database_url() { # ROLE
    echo "postgresql://$1@/gem?host=$(percent_encoded "$sockets/postgres")"
}

ask_database() { # SQL: as the superuser
    env -i PATH="$PATH" LANG=C.UTF-8 "$postgres_programs/psql" --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 \
        --host="$sockets/postgres" --username=postgres --dbname=postgres --command="$1"
}

# The owner may make roles, because `gemctl migrate` makes those of the programs.
make_owner() {
    [[ $(ask_database "SELECT count(*) FROM pg_roles WHERE rolname = 'gem_owner'") == 1 ]] ||
        ask_database 'CREATE ROLE gem_owner LOGIN CREATEROLE'
    [[ $(ask_database "SELECT count(*) FROM pg_database WHERE datname = 'gem'") == 1 ]] ||
        ask_database 'CREATE DATABASE gem OWNER gem_owner'
}

# run_gemctl LOG WORD…
run_gemctl() {
    local log=$1
    shift
    run_child env -i PATH="$PATH" LANG=C.UTF-8 "$GEM_ROOT/script/lib/run_program" "$log" "$state/settings/gemctl" "$build/gemctl" "$@"
}

migrate_database() {
    run_gemctl "$state/log/gemctl.log" migrate || { show_log_end "$state/log/gemctl.log" && fail 'gemctl migrate failed'; }
}

# Once each: the mark lies beside the data, so that both go together.
load_demo() {
    local subject
    for subject in nfts packs; do
        [[ ! -e $database/demo-$subject ]] || continue
        say "Loading the demo catalogue: $subject"
        run_gemctl "$state/log/gemctl.log" "import-$subject" "$GEM_ROOT/script/demo/$subject.json" ||
            { show_log_end "$state/log/gemctl.log" && fail "gemctl import-$subject failed"; }
        touch "$database/demo-$subject"
    done
}
